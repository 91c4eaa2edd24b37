"""The analysis from ratings to `results.json`."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pipeline import analyse
from analysis.plan import Plan, parse_plan
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import RatingRow, Ratings
from analysis.results import PROGRAM
from face.errors import InputError

Table = Callable[..., Ratings]


def plan(**analysis: Any) -> Plan:
    contrasts = {"b − a": {"b": 1, "a": -1}, "z − a": {"z": 1, "a": -1}}
    return parse_plan({"analysis": {"contrasts": contrasts} | analysis}, source="test")


def rows(ratings: Ratings) -> list[RatingRow]:
    labels = zip(ratings.rater, ratings.clip, ratings.condition, ratings.question, ratings.rating, strict=True)
    return [
        RatingRow(ratings.raters[i], ratings.clips[k], ratings.conditions[c], ratings.questions[g], float(y))
        for i, k, c, g, y in labels
    ]


def test_results_have_every_part() -> None:
    ratings = simulate_ratings({"a": 0, "b": 2.5, "c": 0}, raters=20, clips=6, seed=1, questions=("upper", "lower"))
    result = json.loads(analyse(ratings, plan(), simulated=True).to_json())
    assert (result["schema"], result["simulated"], result["input_sha256"]) == (2, True, ratings.digest)
    assert result["counts"] == {"ratings": 720, "raters": 20, "clips": 6, "conditions": 3}
    assert [(c["question"], c["name"], c["verdict"]) for c in result["contrasts"]] == [
        ("upper", "b − a", "different"),
        ("lower", "b − a", "different"),
        ("upper", "z − a", None),
        ("lower", "z − a", None),
    ]
    upper = result["questions"]["upper"]
    assert set(upper["lmm"]["components"]) == {"rater", "clip", "rater:condition", "clip:condition", "residual"}
    assert set(upper["lmm"]["intercepts_only"]["components"]) == {"rater", "clip", "residual"}
    assert (upper["friedman"]["df"], len(upper["pairs"]), len(upper["description"])) == (2, 3, 3)
    assert (upper["pairs"][0]["a"], upper["pairs"][0]["b"]) == ("a", "b")
    assert upper["clmm"]["p"] < 0.01
    assert upper["rm_anova"]["p_gg"] < 0.01
    assert 0 < upper["agreement"]["icc_2_1"]["estimate"] < upper["agreement"]["icc_2_k"]["estimate"] < 1
    assert sum(upper["variance_shares"].values()) == pytest.approx(1)
    assert len(upper["raters"]) == 20
    assert "position" in upper["position"]["reason"]
    assert upper["without_exclusions"] is None


def test_results_are_given_with_and_without_exclusions(table: Table, chance: Callable) -> None:
    ratings = table(6, 4, "ab", lambda i, k, c: 4 if i == 0 else chance())
    upper = analyse(ratings, plan(exclusions={"constant": True})).questions["upper"]
    everyone = analyse(ratings, plan()).questions["upper"]
    assert upper.without_exclusions is not None
    assert (upper.without_exclusions.raters, len(upper.raters)) == (6, 5)
    assert (upper.without_exclusions.lmm, upper.without_exclusions.pairs) == (everyone.lmm, everyone.pairs)


def test_a_rater_who_failed_a_check_is_excluded(table: Table, chance: Callable) -> None:
    ratings = table(6, 4, "ab", chance)
    result = analyse(ratings, plan(), failed={"r0": "instructed", "r3": "gold"})
    assert [(each.rater, each.rule) for each in result.screening] == [("r0", "instructed"), ("r3", "gold")]
    upper, everyone = result.questions["upper"], analyse(ratings, plan()).questions["upper"]
    assert upper.without_exclusions is not None
    assert (result.counts["raters"], upper.without_exclusions.raters) == (4, 6)
    assert upper.without_exclusions.pairs == everyone.pairs
    kept = analyse(ratings, plan(exclusions={"checks": False}), failed={"r0": "instructed"})
    assert (kept.counts["raters"], kept.screening[0].excluded) == (6, False)


def test_a_planned_contrast_agrees_with_its_pairwise_comparison() -> None:
    result = analyse(simulate_ratings({"a": 0, "b": 0.4}, raters=10, clips=5, seed=2), plan())
    contrast, pair = result.contrasts[0], result.questions["overall"].pairs[0]
    assert contrast.difference == pytest.approx(-(pair.difference or 0))
    assert contrast.p == pytest.approx(pair.p)


@settings(max_examples=10, deadline=None)
@given(st.randoms())
def test_results_do_not_depend_on_the_order_of_rows(random: Any) -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.4, "c": 0}, raters=6, clips=4, seed=2)
    shuffled = rows(ratings)
    random.shuffle(shuffled)
    assert analyse(Ratings.from_rows(shuffled), plan()).to_json() == analyse(ratings, plan()).to_json()


def test_results_do_not_depend_on_names_of_raters_and_clips() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.4, "c": 0}, raters=6, clips=4, seed=2)
    renamed = Ratings.from_rows(
        row._replace(rater=f"участник {row.rater[::-1]}", clip=row.clip[::-1]) for row in rows(ratings)
    )
    one, other = (analyse(each, plan()) for each in (ratings, renamed))
    assert other.contrasts[0].p == pytest.approx(one.contrasts[0].p)
    assert other.questions["overall"].friedman.p == pytest.approx(one.questions["overall"].friedman.p)


CASES: dict[str, tuple[int, int, str]] = {
    "two raters": (2, 4, "abc"),
    "one rater": (1, 5, "abc"),
    "one clip": (10, 1, "abc"),
    "one condition": (5, 5, "a"),
    "one rating": (1, 1, "a"),
    "one rater and one clip": (1, 1, "ab"),
}


@pytest.mark.parametrize("case", CASES)
def test_small_studies_give_results_with_reasons(table: Table, chance: Callable, case: str) -> None:
    text = analyse(table(*CASES[case], chance), plan()).to_json()
    assert "NaN" not in text
    result = json.loads(text)
    assert result["questions"]["upper"]["warnings"]
    assert all((each["p"] is None) == bool(each["reason"]) for each in result["contrasts"])


@pytest.mark.parametrize(
    "rule",
    [lambda *_: 5, lambda i, k, c: 1 + i, lambda i, k, c: 1 + i + k % 2 + (c == "b"), lambda i, k, c: ord(c) - 90],
    ids=["constant", "raters only", "additive", "conditions only"],
)
def test_ratings_without_noise_give_reasons(table: Table, rule: Callable) -> None:
    result = json.loads(analyse(table(5, 4, "abc", rule), plan()).to_json())
    assert result["questions"]["upper"]["lmm"]["components"] is None
    assert result["contrasts"][0]["method"] == "not estimated"
    assert result["contrasts"][0]["reason"]
    assert "do not vary" in result["contrasts"][0]["reason"]


def test_a_condition_may_lack_ratings_for_one_question(table: Table, chance: Callable) -> None:
    ratings = table(6, 4, "abc", chance, ("upper", "lower"))
    ratings = ratings.where((ratings.question == 0) | (ratings.condition != 1))
    upper, lower = analyse(ratings, plan()).contrasts[:2]
    assert (upper.reason, lower.reason) == (None, "the condition b was not rated")


def test_raters_may_rate_different_clips(table: Table, chance: Callable) -> None:
    ratings = table(12, 6, "ab", chance)
    apart = ratings.where((ratings.rater < 6) == (ratings.clip < 3))
    assert analyse(apart, plan()).contrasts[0].p is not None


def test_repeats_are_not_analysed(table: Table, chance: Callable) -> None:
    ratings = table(5, 4, "ab", chance)
    again = Ratings.from_rows([*rows(ratings), RatingRow("r0", "k0", "a", "upper", 1, repeat=1)])
    assert analyse(again, plan()).contrasts == analyse(ratings, plan()).contrasts
    with pytest.raises(InputError, match="every rating is a repeat"):
        analyse(again.where(again.repeat == 1), plan())


def test_the_plan_is_applied(table: Table, chance: Callable) -> None:
    ratings = table(5, 4, "ab", chance)
    planned = parse_plan({"design": {"raters": 20, "clips": 4}}, source="test")
    assert analyse(ratings, planned).deviations == ["20 raters were planned, 5 are analysed"]
    assert analyse(ratings, plan()).deviations == []
    with pytest.raises(InputError, match=r"rater r\d gave \d+ to clip k\d for the question upper, outside the plan's"):
        analyse(ratings, parse_plan({"design": {"scale": [1, 2]}}, source="test"))
    constant = plan(exclusions={"constant": True})
    with pytest.raises(InputError, match="leave no rater"):
        analyse(table(3, 2, "ab", lambda *_: 4), constant)


def test_without_a_plan_the_scale_is_inferred_and_no_contrast_is_confirmatory(table: Table, chance: Callable) -> None:
    result = analyse(table(5, 4, "ab", chance))
    assert result.contrasts == []
    assert "no plan was given: the scale 1 to 10" in result.warnings[0]
    assert np.sum(result.questions["upper"].description[0].histogram) == 20


def test_results_name_the_version_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"Facestudy {project['project']['version']}" == PROGRAM
