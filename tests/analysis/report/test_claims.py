"""What the report says follows from the results: claims of generated designs are compared with the numbers."""

import json
import re
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from analysis.method_descriptions import CONDITION_MEANS, CONTRAST_SCORES, PAIRED_T_TEST, WELCH_T_TEST
from analysis.pipeline import analyse
from analysis.plan import Plan
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from analysis.report.methods_text import method_paragraphs, result_paragraphs
from analysis.report.page import render_body
from analysis.report.terminal import summary
from analysis.report.view import report_view
from analysis.results import Results

CONTRASTS = {"a − b": {"a": 1, "b": -1}, "a − rest": {"a": 1, "b": -0.5, "c": -0.5}}
PHRASES = {
    CONTRAST_SCORES: "scores (the weighted sum",
    CONDITION_MEANS: "model of the condition means",
    PAIRED_T_TEST: "a paired t test was made",
    WELCH_T_TEST: "Welch's t test was made",
}
RANK_TESTS = {"friedman": "the Friedman test was computed", "kruskal_wallis": "Kruskal and Wallis's test was computed"}


def draw_study(seed: int) -> tuple[Ratings, Plan | None]:
    """Return ratings of a random design, and a plan for three of four."""
    chance = np.random.default_rng(seed)
    conditions, raters, clips = chance.integers(2, 6), chance.integers(2, 16), chance.integers(1, 9)
    questions = ("upper", "trust")[: chance.integers(1, 3)]
    ratings = simulate_ratings(
        dict.fromkeys("abcde"[:conditions], 0.0) | {"a": float(chance.choice([0, 1, 4]))},
        raters=int(raters),
        clips=int(clips),
        seed=seed,
        questions=questions,
    )
    rater, clip, condition = ratings.rater, ratings.clip, ratings.condition
    kept = {
        "crossed": rater >= 0,
        "between": rater % conditions == condition,
        "nested": clip % conditions == condition,
        "once": (rater + clip) % conditions == condition,
        "apart": (rater % conditions == condition) & (clip % conditions == condition),
        "single clip": (condition > 0) | (clip == 0),
        "missing condition": (condition > 0) | (ratings.question == 0),
    }[chance.choice(["crossed", "between", "nested", "once", "apart", "single clip", "missing condition"])]
    kept = kept & (chance.random(len(ratings)) >= chance.choice([0, 0, 0.02, 0.4]))
    if chance.random() < 0.1:
        ratings = Ratings(**{**vars(ratings), "rating": np.full(len(ratings), 4.0)})
    own = ratings.where(kept) if kept.any() else ratings
    analysis = {"contrasts": CONTRASTS, "adjust": str(chance.choice(["holm", "bh"]))}
    return own, None if chance.random() < 0.25 else Plan.model_validate({"analysis": analysis})


def check_claims(seed: int) -> None:
    ratings, plan = draw_study(seed)
    analysed = analyse(ratings, plan)
    _check_terminal(analysed)
    results = json.loads(analysed.to_json())
    methods, found = " ".join(method_paragraphs(results)), "\n".join(result_paragraphs(results))
    page = re.sub(r"<[^>]*>", " ", render_body(report_view(results, [])))
    for text in (methods, found, page):
        assert not re.search(r"\b(nan|None|inf|True|False)\b", text), text
        assert "  " not in text or text is page
        assert not re.search(r"(?<![\d.,])1 (raters|clips|conditions|ratings)\b", methods), methods
    _check_models(results, methods)
    _check_rank_tests(results, methods, found)
    _check_design(ratings, results, methods)
    _check_contrasts(results, methods, found)


def _check_terminal(results: Results) -> None:
    """The printed rank tests are those that belong to each question's design."""
    console = Console(record=True, width=200, file=StringIO())
    console.print(summary(results))
    printed = console.export_text()
    between = [question.design.raters == "between" for question in results.questions.values()]
    assert ("Kruskal-Wallis test" in printed) == any(between)
    assert ("Friedman test" in printed) == (not all(between))


def _check_models(results: dict, methods: str) -> None:
    fitted = [question["lmm"] for question in results["questions"].values() if question["lmm"]["components"]]
    assert ("a linear mixed model was fitted by restricted" in methods) == bool(fitted)
    for term in ("rater by condition", "clip by condition"):
        claimed = any(term in sentence for sentence in methods.split(". ") if "with condition as fixed" in sentence)
        assert claimed == any(term.replace(" by ", ":") in model["terms"] for model in fitted)


def _check_rank_tests(results: dict, methods: str, found: str) -> None:
    for key, claim in RANK_TESTS.items():
        made = [question for question in results["questions"].values() if (question[key] or {}).get("chi2") is not None]
        assert (claim in methods) == bool(made)
    for question in results["questions"].values():
        if question["design"]["confounded"]:
            assert question["lmm"]["omnibus"] is question["clmm"]["p"] is question["friedman"]["p"] is None
    tests = sum((question["lmm"]["omnibus"] or {}).get("F") is not None for question in results["questions"].values())
    assert found.count("Mixed model, test of equal") == tests


def _check_design(ratings: Ratings, results: dict, methods: str) -> None:
    for name, question in results["questions"].items():
        own = ratings.of_question(name)
        met = [len(set(own.condition[own.rater == rater].tolist())) for rater in set(own.rater.tolist())]
        between = max(met) == 1 < len(set(own.condition.tolist()))
        assert (question["design"]["raters"] == "between") == between
        assert not between or "ach rater rated one condition" in methods


def _check_contrasts(results: dict, methods: str, found: str) -> None:
    for method, phrase in PHRASES.items():
        assert (phrase in methods) == any(row["method"] == method for row in results["contrasts"])
    for row, sentence in zip(results["contrasts"], found.split("\n"), strict=False):
        verdict = row["verdict"] or "not estimated"
        assert verdict in sentence.lower()
        assert (row["verdict"] is None) == (row["reason"] is not None)
        assert all(warning[1:] in sentence for warning in row["warnings"])
    tested = [row for row in results["contrasts"] if row["difference"] is not None]
    assert ("Planned contrasts were tested" in methods) == bool(tested)
    assert ("No planned contrast could be tested" in methods) == (bool(results["contrasts"]) and not tested)
    assert bool(report_view(results, []).contrast_note) == bool(tested)
    if results["contrasts"]:
        alpha = results["plan"]["analysis"]["alpha"]
        assert all("different" in row["verdict"] for row in results["contrasts"] if (row["p_adjusted"] or 1) < alpha)
    else:
        assert "exploratory" in methods


@pytest.mark.parametrize("seed", range(12))
def test_the_report_claims_what_was_done(seed: int) -> None:
    check_claims(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 288))
def test_the_reports_of_many_designs_claim_what_was_done(seed: int) -> None:
    check_claims(seed)
