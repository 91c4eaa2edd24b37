"""Deviations: what changed in the plan, and what the data lack or have besides."""

from datetime import UTC, datetime
from typing import Any

import pytest

from analysis.plan import Plan, parse_plan
from analysis.preregistration.description import StudyDescription
from analysis.preregistration.deviations import plan_changes, preregistration_deviations
from analysis.preregistration.seal import SealedPreregistration, parse_sealed, seal_text
from analysis.preregistration.text import preregistration_text
from analysis.rating_simulation import simulate_design, simulate_ratings

TABLES: dict[str, Any] = {
    "design": {"raters": 6, "trials_per_rater": 8},
    "analysis": {"contrasts": {"b - a": {"b": 1, "a": -1}}},
    "questions": [{"name": "upper", "text": "How natural?"}],
}
PLAN = parse_plan(TABLES, source="x")
RATINGS = simulate_ratings({"a": 0.0, "b": 1.0}, raters=6, clips=4, seed=2, questions=("upper",))


def sealed(
    conditions: tuple[str, ...] = ("a", "b"), clips: tuple[str, ...] = (), plan: Plan = PLAN
) -> SealedPreregistration:
    study = StudyDescription(title="t", conditions=dict.fromkeys(conditions, ""), clips=clips)
    return parse_sealed(seal_text(preregistration_text(plan, study, []), plan, datetime.now(UTC)), "x")


def changed(table: str, **keys: object) -> Plan:
    return parse_plan({**TABLES, table: {**TABLES[table], **keys}}, source="x")


def test_the_same_plan_and_data_have_no_deviations() -> None:
    assert preregistration_deviations(sealed(), PLAN, RATINGS) == []


def test_values_that_are_written_out_are_no_deviations() -> None:
    spelled = {
        **TABLES,
        "questions": [{"name": "upper", "text": "How natural?", "scale": [1, 10], "equivalence_bound": 0.5}],
    }
    assert plan_changes(PLAN, parse_plan(spelled, source="x")) == []
    assert plan_changes(PLAN, changed("design", factors=[])) == []
    assert plan_changes(PLAN, changed("analysis", seed=5)) == []


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (changed("analysis", alpha=0.01), "analysis.alpha was 0.05, the analysis has 0.01"),
        (changed("analysis", adjust="bh"), "analysis.adjust was holm, the analysis has bh"),
        (changed("design", raters=7), "design.raters was 6, the analysis has 7"),
        (
            changed("analysis", contrasts={"b - a": {"b": 1, "a": -1}, "a - b": {"a": 1, "b": -1}}),
            "analysis.contrasts.a - b = a 1, b -1 was not in it",
        ),
        (changed("analysis", contrasts={}), "analysis.contrasts.b - a = b 1, a -1 is left out"),
        (
            changed("analysis", exclusions={"minimum_seconds": 2}),
            "analysis.exclusions.minimum_seconds was 0, the analysis has 2",
        ),
        (
            parse_plan({**TABLES, "questions": [{"name": "upper", "text": "How real?"}]}, source="x"),
            "questions.upper.text was How natural?, the analysis has How real?",
        ),
        (
            parse_plan({**TABLES, "questions": [*TABLES["questions"], {"name": "lower"}]}, source="x"),
            "questions.lower = lower was not in it",
        ),
        (
            changed("analysis", df_method="kenward-roger"),
            "analysis.df_method was satterthwaite, the analysis has kenward-roger",
        ),
    ],
)
def test_changes_of_the_plan_are_named(plan: Plan, sentence: str) -> None:
    assert plan_changes(PLAN, plan) == [sentence]


def test_conditions_and_clips_are_compared_with_the_data() -> None:
    found = preregistration_deviations(sealed(("a", "c"), ("clip 01", "clip 02", "x", "y")), PLAN, RATINGS)
    assert found[:2] == [
        "no rating of the pre-registered condition c",
        "a condition that was not pre-registered: b",
    ]
    assert found[2] == "no rating of the pre-registered clips x, y"
    assert found[3].startswith("clips that were not pre-registered: ")


def test_raters_with_fewer_videos_than_planned_are_counted() -> None:
    few = RATINGS.where((RATINGS.rater > 1) | (RATINGS.clip > 0))
    assert preregistration_deviations(sealed(), PLAN, few) == [
        "2 of 6 raters rated fewer than the pre-registered 8 videos"
    ]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("conditions_per_rater", "one", "6 of 6 raters rated more than the one condition that was pre-registered"),
        ("clip_showings", "once", "6 of 6 raters rated a clip in more conditions than pre-registered"),
    ],
)
def test_raters_who_saw_more_than_the_design_lets_them_are_counted(key: str, value: str, sentence: str) -> None:
    design = {"raters": 6, "clips": 4, key: value}
    plan = parse_plan({**TABLES, "design": design}, source="x")
    as_planned = simulate_design({"a": 0.0, "b": 1.0}, plan.design, seed=2, questions=("upper",))
    assert preregistration_deviations(sealed(plan=plan), plan, as_planned) == []
    assert preregistration_deviations(sealed(plan=plan), plan, RATINGS) == [sentence]
    assert f"design.{key} was" in plan_changes(plan, PLAN)[-1]
