"""The report's view model: the matrix of pairs, warnings, and results with missing parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import phrasing
from analysis.report.page import render_body
from analysis.report.view import pair_matrix, report_view

NAMES = ["original", "separate", "joint", "still"]


def pair(a: str, b: str, difference: float | None = 1.25, verdict: str | None = "different") -> dict:
    return {"a": a, "b": b, "difference": difference, "verdict": verdict}


def entry(found, row: str, column: str):
    return dict(found.rows)[row][found.conditions.index(column)]


@given(st.permutations(NAMES), st.floats(0.01, 9), st.sampled_from([1, -1]))
def test_the_mirrored_cell_has_the_opposite_difference_and_the_same_verdict(order, size, sign):
    result = pair_matrix([pair("separate", "joint", sign * size)], order)
    one, other = entry(result, "separate", "joint"), entry(result, "joint", "separate")
    assert (
        (one.symbol, one.verdict)
        == (other.symbol, other.verdict)
        == (phrasing.VERDICT_SYMBOLS["different"], "different")
    )
    assert one.difference.startswith("−") == (sign < 0)
    assert other.difference.startswith("−") == (sign > 0)
    assert one.difference.lstrip("−") == other.difference.lstrip("−") == f"{size:.2f}"


@given(st.permutations(NAMES), st.sets(st.sampled_from(NAMES), min_size=2))
def test_the_matrix_holds_the_rated_conditions_in_the_given_order(order, rated):
    pairs = [pair(a, b) for a in sorted(rated) for b in sorted(rated) if a < b]
    result = pair_matrix(pairs, order)
    assert result.conditions == [name for name in order if name in rated]
    assert [name for name, _ in result.rows] == result.conditions
    for place, (_, cells) in enumerate(result.rows):
        assert [each is None for each in cells] == [column == place for column in range(len(rated))]


@pytest.mark.parametrize(("verdict", "sign"), phrasing.VERDICT_SYMBOLS.items())
def test_every_verdict_has_its_sign(verdict, sign):
    result = pair_matrix([pair("original", "joint", verdict=verdict)], NAMES)
    assert (entry(result, "original", "joint").symbol, entry(result, "joint", "original").verdict) == (sign, verdict)


def test_what_was_not_estimated_says_so():
    one = entry(pair_matrix([pair("original", "joint", None, None)], NAMES), "original", "joint")
    assert (one.symbol, one.difference, one.verdict) == ("–", "", "not estimated")


def test_one_condition_alone_has_no_square():
    assert pair_matrix([], NAMES).conditions == []


def test_a_pair_that_is_missing_leaves_its_cells_empty():
    result = pair_matrix([pair("original", "joint"), pair("separate", "joint")], NAMES)
    assert entry(result, "original", "separate") is None
    assert entry(result, "joint", "separate").difference == "−1.25"


def test_warnings_of_all_questions_are_shown_once_at_the_top(results):
    for question in results["questions"].values():
        question["warnings"] = ["few clips"]
    next(iter(results["questions"].values()))["warnings"].append("one rater")
    report = report_view(results, ["a", "b_1", "c"])
    assert report.warnings[0].startswith("The ratings are simulated")
    assert report.warnings.count("Few clips.") == 1
    assert ["One rater." in question.warnings for question in report.questions] == [True, False]
    assert not any("Few clips." in question.warnings for question in report.questions)


@pytest.mark.parametrize("key", ["lmm", "clmm", "agreement", "position", "rater_means", "objective"])
def test_results_without_a_part_still_have_a_page(results, key):
    for question in results["questions"].values():
        question.pop(key)
    assert "All conditions" in render_body(report_view(results, ["a", "b_1", "c"]))


def test_the_body_has_no_inline_style_or_script_and_escapes_labels(results):
    body = render_body(report_view(results, ["a", "b_1", "c"]))
    assert "<mouth>" not in body
    assert "&lt;mouth&gt; &amp; co" in body
    assert not any(part in body for part in ("<style", "<script", " style=", "<h1"))


def test_methods_have_the_names_of_the_literature(results):
    names = [name for name, _ in report_view(results, ["a", "b_1", "c"]).methods]
    assert {"RM-ANOVA", "Ordinal mixed model", "BF01"} <= set(names)


def test_a_contrast_that_was_not_estimated_has_no_chart(results):
    missing = ("difference", "ci_low", "ci_high", "ci_low_adjusted", "ci_high_adjusted", "p_adjusted", "verdict")
    results["contrasts"][0].update(dict.fromkeys(missing), reason="the condition c was not rated")
    card = report_view(results, ["a", "b_1", "c"]).contrasts[0].cards[0]
    assert (card.chart, card.difference, card.verdict) == (None, "–", "not estimated")
