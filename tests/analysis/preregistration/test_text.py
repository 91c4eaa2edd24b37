"""The text says what the plan says, in words that OSF and AsPredicted ask for."""

import re
from typing import Any

import pytest

from analysis.plan import Plan, parse_plan
from analysis.power.planned_tests import PlannedTest, family_size, planned_size, planned_tests
from analysis.preregistration.description import StudyDescription
from analysis.preregistration.text import NOT_STATED, preregistration_text

TABLES: dict[str, Any] = {
    "design": {"raters": 30, "clips": 12, "trials_per_rater": 24},
    "analysis": {
        "contrasts": {
            "j - s": {"joint": 1, "separate": -1},
            "all - o": {"joint": 0.5, "separate": 0.5, "original": -1},
        },
        "exclusions": {"constant": True, "minimum_seconds": 1.5, "longest_run": 0.6, "checks": False},
    },
    "questions": [
        {"name": "mouth", "text": "How natural does the mouth move?", "low": "not at all", "high": "like a person"},
        {"name": "trust", "kind": "statement", "text": "I would trust her.", "scale": [1, 7], "equivalence_bound": 0.4},
    ],
}


def forecast(plan: Plan, conditions: int, clips: int) -> list[PlannedTest]:
    return planned_tests(plan, planned_size(plan, conditions, clips)) if plan.analysis.contrasts else []


def write(tables: dict[str, Any] = TABLES) -> str:
    plan = parse_plan(tables, source="plan")
    study = StudyDescription.from_tables(tables, "Faces")
    power = forecast(plan, len(study.conditions) or 2, study.clip_count or 10)
    return preregistration_text(plan, study, power)


def changed(table: str, **keys: object) -> dict[str, Any]:
    return {**TABLES, table: {**TABLES[table], **keys}}


@pytest.mark.parametrize(
    "sentence",
    [
        "# Pre-registration: Faces",
        NOT_STATED,
        "| all - o | the mean of joint and separate minus original | joint 0.5, separate 0.5, original −1 |",
        "1. mouth: “How natural does the mouth move?”, rated from 1 (not at all) to 10 (like a person).",
        "Differences within ± 0.5 points do not matter",
        "2. trust: agreement with the statement “I would trust her.”, from 1 to 7. Differences within ± 0.4 points",
        "12 clips are shown in each of 3 conditions, and each rater rates 24 of the 36 videos",
        "30 raters, 20 ratings of each video.",
        "at a two-sided level of 0.0125, the plan's α divided by 4 tests",
        "adjusted by Holm over all contrasts × questions (4 tests)",
        "- Raters who gave one number to everything are excluded.",
        "- Raters whose median time per rating is below 1.5 s are excluded.",
        "one unbroken run of the same number makes up more than 60 % of their ratings",
        "the same tests with all raters are reported beside it",
        "Data collection ends when 30 raters have completed the study.",
        "degrees of freedom: Satterthwaite.",
    ],
)
def test_each_part_of_the_plan_is_said(sentence: str) -> None:
    assert sentence in write()


def test_a_rule_that_the_plan_lacks_is_not_said() -> None:
    assert "checks of the questionnaire" not in write()
    bare = write(changed("analysis", exclusions={"checks": False}))
    assert "No rater is excluded." in bare


@pytest.mark.parametrize(
    ("keys", "present", "absent"),
    [
        ({"family": "question"}, "over the contrasts of each question (2 tests)", "all contrasts ×"),
        ({"family": "none"}, "p-values are not adjusted", "Holm"),
        ({"adjust": "bh"}, "Benjamini-Hochberg over all contrasts × questions (4 tests)", "1 − 2α/m"),
        ({"df_method": "kenward-roger"}, "degrees of freedom: Kenward-Roger", "freedom: Satterthwaite"),
        ({"contrasts": {}}, "every comparison will be exploratory", "Verdicts"),
    ],
)
def test_the_analysis_follows_the_plan(keys: dict[str, object], present: str, absent: str) -> None:
    text = write(changed("analysis", **keys))
    assert present in text
    assert absent not in text


def test_a_study_file_gives_title_conditions_and_rated_clips() -> None:
    tables = TABLES | {
        "study": {"name": "x", "title": "Mouths"},
        "conditions": [{"name": "original", "role": "reference"}, {"name": "joint"}, {"name": "separate"}],
        "clips": [{"name": "k1"}, {"name": "k2"}, {"name": "p", "purpose": "practice"}],
        "design": {"raters": 10},
    }
    text = preregistration_text(
        parse_plan(tables, source="x"), StudyDescription.from_tables(tables, "Mouths", ("Nothing yet.",)), []
    )
    assert "# Pre-registration: Mouths" in text
    assert "- original: reference\n- joint\n" in text
    assert "Clips: k1, k2." in text
    assert "each rater rates all 6 videos" in text
    assert "Nothing yet." in text


def test_a_bare_plan_has_a_text_without_gaps() -> None:
    plan = Plan()
    text = preregistration_text(plan, StudyDescription(title="t", conditions={}), forecast(plan, 2, 10))
    assert "The plan names no questions." in text
    assert "clips are shown in each of several conditions, and each rater rates all videos" in text
    assert not re.search(r"None|\bnan\b|  ", text.partition("```json")[0])


@pytest.mark.parametrize(("family", "size"), [("all", 4), ("question", 2), ("none", 1)])
def test_the_family_counts_every_planned_test(family: str, size: int) -> None:
    assert family_size(parse_plan(changed("analysis", family=family), source="x")) == size


def test_power_is_lower_with_more_tests_and_higher_with_more_raters() -> None:
    def power(tables: dict[str, Any]) -> float:
        return forecast(parse_plan(tables, source="x"), 3, 12)[0].estimate.power

    assert power(changed("analysis", family="all")) < power(changed("analysis", family="none"))
    assert power(changed("design", raters=60)) > power(TABLES)


def test_questions_on_one_scale_share_a_forecast() -> None:
    forecasts = forecast(parse_plan(TABLES, source="x"), 3, 12)
    assert [(each.contrast, each.questions, each.target.effect) for each in forecasts] == [
        *(("j - s", ("mouth",), 0.5), ("j - s", ("trust",), 0.4)),
        *(("all - o", ("mouth",), 0.5), ("all - o", ("trust",), 0.4)),
    ]
    same = {**TABLES, "questions": [{"name": "a"}, {"name": "b"}]}
    assert forecast(parse_plan(same, source="x"), 3, 12)[0].questions == ("a", "b")


def test_a_study_with_one_clip_has_no_forecast() -> None:
    assert forecast(parse_plan(TABLES, source="x"), 3, 1) == []


BETWEEN = (
    "compared between raters: 2 clips are shown in each of 3 conditions, and each rater rates 1 of the 2 videos of one "
    "condition, as many raters for each condition."
)
ONCE = (
    "compared within raters: 2 clips are shown in each of 3 conditions, and each rater rates 1 of the 2 clips, each "
    "in one condition, balanced over raters by a Latin square."
)


@pytest.mark.parametrize(
    ("key", "value", "words"), [("conditions_per_rater", "one", BETWEEN), ("clip_showings", "once", ONCE)]
)
def test_the_design_is_described_as_it_is(key: str, value: str, words: str) -> None:
    plan = parse_plan(changed("design", trials_per_rater=1, **{key: value}), source="x")
    study = StudyDescription(title="t", conditions=dict.fromkeys("ojs", ""), clips=("k1", "k2"), clip_count=2)
    assert words in preregistration_text(plan, study, [])
