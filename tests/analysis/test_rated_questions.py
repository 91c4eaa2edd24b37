"""Questions in the results: scales and bounds, the plan's order, deviations, and what is inferred without a plan."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from analysis.objective_scores import ObjectiveScore
from analysis.pipeline import analyse
from analysis.plan import Plan, parse_plan
from analysis.rated_questions import infer_plan
from analysis.rating_simulation import RatingModel
from analysis.ratings import RatingRow, Ratings
from analysis.report.methods_text import methods_text
from analysis.report.view import report_view
from face.errors import InputError

CONDITIONS = ("a", "b")
SCALES = {"mouth": (1, 10), "human": (1, 5), "liking": (0, 100)}
QUESTIONS = [
    {"name": "human", "text": "It seems human.", "kind": "statement", "scale": [1, 5], "equivalence_bound": 0.2},
    {"name": "mouth", "text": "How natural is the mouth?", "region": "lower"},
    {"name": "liking", "text": "How much do you like it?", "scale": [0, 100], "equivalence_bound": 30},
]


def rate(*names: str, raters: int = 8, clips: int = 4) -> Ratings:
    model = RatingModel(3, {"a": 1.0}, scales=SCALES)
    return Ratings.from_rows(
        RatingRow(f"r{r}", f"k{k}", c, name, model.rating(f"r{r}", c, name, f"k{k}"))
        for r in range(raters)
        for k in range(clips)
        for c in CONDITIONS
        for name in names
    )


def plan(questions: Sequence[dict[str, Any]] = QUESTIONS, **analysis: Any) -> Plan:
    tables = {"analysis": {"contrasts": {"a - b": {"a": 1, "b": -1}}, **analysis}, "questions": questions}
    return parse_plan(tables, source="plan.toml")


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(analyse(rate(*SCALES), plan()).to_json())
    return content


def test_questions_stand_in_the_plans_order_with_their_words_scales_and_bounds(results: dict[str, Any]) -> None:
    asked = {name: question["asked"] for name, question in results["questions"].items()}
    assert [(name, each["text"]) for name, each in asked.items()] == [(q["name"], q["text"]) for q in QUESTIONS]
    assert [each["scale"] for each in asked.values()] == [[1, 5], [1, 10], [0, 100]]
    assert [each["kind"] for each in asked.values()] == ["statement", "rating", "rating"]
    assert [row["question"] for row in results["contrasts"]] == list(asked)
    assert [row["equivalence_bound"] for row in results["contrasts"]] == [0.2, 0.5, 30]
    assert [len(question["description"][0]["histogram"]) for question in results["questions"].values()] == [5, 10, 10]
    assert results["contrasts"][2]["verdict"] == "equivalent"
    assert "(human: 0.2 points, mouth: 0.5 points, liking: 30 points)" in results["methods"]["equivalence"]


def test_the_verdict_on_a_pair_uses_the_bound_of_its_question(results: dict[str, Any]) -> None:
    narrow = analyse(rate(*SCALES), plan([*QUESTIONS[:2], {**QUESTIONS[2], "equivalence_bound": 0.01}]))
    assert results["questions"]["liking"]["pairs"][0]["verdict"] == "equivalent"
    assert narrow.questions["liking"].pairs[0].verdict != "equivalent"


def test_the_report_gives_each_question_its_scale_and_bound(results: dict[str, Any]) -> None:
    text = methods_text(results)
    assert "human (on a scale from 1 to 5), mouth (on a scale from 1 to 10), liking (on a scale from 0 to 100)" in text
    assert "equivalence within ± 30 points" in text
    report = report_view(results, CONDITIONS)
    (contrast,) = report.contrasts
    assert [card.chart.bound for card in contrast.cards if card.chart] == ["0.2", "0.5", "30"]
    assert [question.css_class for question in report.questions] == ["", "lower", ""]
    assert [question.chart.ticks[-1].label for question in report.questions] == ["5", "10", "100"]


def test_a_rating_outside_the_scale_of_its_question_is_refused() -> None:
    with pytest.raises(InputError, match=r"for the question liking, outside the plan's scale 1 to 10; .* in \[\[ques"):
        analyse(rate(*SCALES), plan([*QUESTIONS[:2], {"name": "liking"}]))
    with pytest.raises(
        InputError, match=r"for the question liking, outside the plan's scale 1 to 10; .* in \[design\]"
    ):
        analyse(rate(*SCALES), plan([]))


def test_a_planned_question_without_ratings_counts_in_the_family_and_is_a_deviation() -> None:
    result = analyse(rate("human", "mouth"), plan())
    assert result.deviations == ["the question liking was planned, but has no ratings"]
    assert result.contrasts[2].reason == "the question liking has no ratings"
    smallest = min(result.contrasts[:2], key=lambda row: row.p or 9)
    assert smallest.p_adjusted == pytest.approx(3 * (smallest.p or 9))
    assert list(result.questions) == ["human", "mouth"]
    assert report_view(json.loads(result.to_json()), CONDITIONS).deviations == result.deviations


def test_a_question_that_was_not_planned_is_exploratory() -> None:
    result = analyse(rate(*SCALES), plan(QUESTIONS[:1]))
    assert list(result.questions) == ["human", "liking", "mouth"]
    assert [row.question for row in result.contrasts] == ["human"]
    assert result.questions["liking"].asked.scale[1] > 10
    assert [text.partition(":")[0] for text in result.deviations] == [
        "the question liking was not planned",
        "the question mouth was not planned",
    ]


def test_a_plan_of_other_questions_is_refused() -> None:
    with pytest.raises(InputError, match="ratings are of mouth, the plan's questions are human, liking; use the same"):
        analyse(rate("mouth"), plan([QUESTIONS[0], QUESTIONS[2]]))


def test_without_a_plan_each_question_has_the_scale_that_its_ratings_span() -> None:
    inferred, (warning,) = infer_plan(rate(*SCALES))
    assert inferred.scale_of("human")[1] <= 5
    assert inferred.scale_of("liking")[1] > 10
    assert "which differs between them; all comparisons are exploratory" in warning
    same, (warning,) = infer_plan(rate("mouth"))
    assert same.questions == ()
    assert warning.startswith(f"no plan was given: the scale {same.design.scale[0]} to {same.design.scale[1]} is what")


@pytest.mark.parametrize(
    ("spans", "scales"),
    [
        ({"x": (1, 10), "y": (2, 10)}, {"x": (1, 10), "y": (1, 10)}),
        ({"x": (2, 9), "y": (3, 10)}, {"x": (2, 10), "y": (2, 10)}),
        ({"x": (1, 5), "y": (1, 7)}, {"x": (1, 5), "y": (1, 7)}),
        ({"x": (0, 99), "y": (2, 10), "z": (1, 9)}, {"x": (0, 99), "y": (1, 10), "z": (1, 10)}),
        ({"x": (7, 8), "y": (1, 10)}, {"x": (1, 10), "y": (1, 10)}),
        ({"x": (7, 8)}, {"x": (7, 8)}),
        ({"x": (0, 1), "y": (5, 6)}, {"x": (0, 6), "y": (0, 6)}),
        ({"x": (4, 4), "y": (0, 4)}, {"x": (0, 4), "y": (0, 4)}),
        ({"x": (4, 4), "y": (9, 9)}, {"x": (4, 9), "y": (4, 9)}),
        ({"x": (4, 4), "y": (4, 4)}, {"x": (4, 5), "y": (4, 5)}),
    ],
)
def test_questions_that_use_most_of_one_span_share_a_scale(spans, scales) -> None:
    rows = [
        RatingRow(f"r{end}", "k", condition, name, value)
        for name, ends in spans.items()
        for end, value in enumerate(ends)
        for condition in CONDITIONS
    ]
    inferred, _ = infer_plan(Ratings.from_rows(rows))
    assert {name: inferred.scale_of(name) for name in spans} == scales


def test_constant_ratings_of_one_question_have_the_scale_of_all() -> None:
    rows = [RatingRow(f"r{r}", "k", c, name, 4 if name == "x" else r) for r in range(5) for c in "ab" for name in "xy"]
    inferred, _ = infer_plan(Ratings.from_rows(rows))
    assert inferred.questions == ()
    assert inferred.design.scale == (0, 4)


def test_objective_scores_join_by_the_questions_region_or_its_name() -> None:
    scores = [ObjectiveScore("k0", "a", region, "lve_mm", 1.0) for region in ("lower", "human", "mouth")]
    result = analyse(rate(*SCALES), plan(), objective=scores)
    assert [len(question.objective) for question in result.questions.values()] == [1, 1, 0]
    assert result.warnings == ["1 of 3 objective scores belong to nothing that was rated"]
