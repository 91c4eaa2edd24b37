"""Which questions are analysed: those of the plan that have ratings, then those that were not planned."""

from dataclasses import dataclass

import numpy as np

from analysis.plan import Design, Plan
from analysis.questions import Question, QuestionKind
from analysis.ratings import Ratings
from face.errors import InputError
from face.regions import Region


@dataclass(frozen=True)
class AskedQuestion:
    """What raters were asked: with a plan its words, otherwise only what the ratings show.

    `scale` is the lowest and the highest rating, `equivalence_bound` the points of it that do not matter.
    """

    text: str
    kind: QuestionKind
    region: Region | None
    scale: tuple[int, int]
    equivalence_bound: float


def infer_plan(ratings: Ratings) -> tuple[Plan, list[str]]:
    """Return a plan on the scales that the ratings of the questions span, and the warning that says so."""
    span = _whole_span(ratings)
    spans = {name: _span(ratings.of_question(name), span) for name in rated_names(ratings)}
    design = Design(raters=len(ratings.raters), scale=span)
    if set(spans.values()) == {span}:
        plan, what = Plan(design=design), f"the scale {span[0]} to {span[1]} is what the ratings span"
    else:
        plan = Plan(design=design, questions=tuple(Question(name=name, scale=each) for name, each in spans.items()))
        scales = ", ".join(f"{name} {low} to {high}" for name, (low, high) in spans.items())
        what = f"the scale of each question is what its ratings span ({scales}), which differs between questions"
    return plan, [f"no plan was given: {what}; all comparisons are exploratory"]


def rated_names(ratings: Ratings) -> list[str]:
    """Return the questions that have ratings, in the order of the labels."""
    return [ratings.questions[code] for code in np.unique(ratings.question)]


def planned_names(plan: Plan, ratings: Ratings) -> list[str]:
    """Return the questions whose contrasts are planned: those of the plan, or without any those that have ratings."""
    return [question.name for question in plan.questions] or rated_names(ratings)


def asked_questions(plan: Plan, ratings: Ratings) -> dict[str, AskedQuestion]:
    """Return the questions that have ratings by name, in the plan's order, those that were not planned last.

    Raises
    ------
    InputError
        If the plan has questions, and none of them has ratings; or a rating lies outside the scale of its question.
    """
    rated = rated_names(ratings)
    planned = [name for name in planned_names(plan, ratings) if name in rated]
    if not planned:
        raise InputError(
            f"the ratings are of {_list(rated)}, the plan's questions are {_list(_names(plan))}; use the same names"
        )
    asked = {name: _asked(name, plan, ratings) for name in (*planned, *(each for each in rated if each not in planned))}
    for name, question in asked.items():
        _check_scale(ratings.of_question(name), question.scale, "[[questions]]" if plan.question(name) else "[design]")
    return asked


def question_deviations(plan: Plan, ratings: Ratings) -> list[str]:
    """Return how the questions of the ratings deviate from those of the plan, one sentence each."""
    if not plan.questions:
        return []
    rated, planned = rated_names(ratings), _names(plan)
    missing = [f"the question {name} was planned, but has no ratings" for name in planned if name not in rated]
    added = [
        f"the question {name} was not planned: it is analysed on the scale that its ratings span, and all comparisons "
        "are exploratory"
        for name in rated
        if name not in planned
    ]
    return missing + added


def _asked(name: str, plan: Plan, ratings: Ratings) -> AskedQuestion:
    question = plan.question(name) or Question(name=name)
    is_unplanned = bool(plan.questions) and not plan.question(name)
    own = ratings.of_question(name)
    scale = _span(own, _whole_span(own)) if is_unplanned else plan.scale_of(name)
    return AskedQuestion(question.text, question.kind, question.region, scale, plan.bound_of(name))


def _whole_span(ratings: Ratings) -> tuple[int, int]:
    low, high = int(ratings.rating.min() // 1), int(-(-ratings.rating.max() // 1))
    return low, max(high, low + 1)


def _span(ratings: Ratings, if_constant: tuple[int, int]) -> tuple[int, int]:
    return _whole_span(ratings) if np.ptp(ratings.rating) > 0 else if_constant


def _check_scale(ratings: Ratings, scale: tuple[int, int], table: str) -> None:
    low, high = scale
    outside = ((ratings.rating < low) | (ratings.rating > high)).nonzero()[0]
    if len(outside):
        row = outside[0]
        raise InputError(
            f"rater {ratings.raters[ratings.rater[row]]} gave {ratings.rating[row]:g} to clip "
            f"{ratings.clips[ratings.clip[row]]} for the question {ratings.questions[ratings.question[row]]}, outside "
            f"the plan's scale {low} to {high}; correct the rating, or `scale` in {table}"
        )


def _names(plan: Plan) -> list[str]:
    return [question.name for question in plan.questions]


def _list(names: list[str]) -> str:
    return ", ".join(names)
