"""Which questions are analysed: those of the plan that have ratings, then those that were not planned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.plan import Design, Plan
from analysis.questions import Question, QuestionKind
from analysis.ratings import Ratings
from face.errors import InputError
from face.regions import Region

SHARED_SPAN: Final = 2 / 3
"""Questions that span more than this share of the same points are taken to have one scale: 2 to 10 and 1 to 10, not 1
to 5 and 1 to 7."""


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
    span = _scale(ratings)
    scales = _likely_scales({name: _span(ratings.of_question(name)) for name in rated_names(ratings)})
    design = Design(raters=len(ratings.raters), scale=span)
    if set(scales.values()) == {span}:
        plan, what = Plan(design=design), f"the scale {span[0]} to {span[1]} is what the ratings span"
    else:
        plan = Plan(design=design, questions=tuple(Question(name=name, scale=each) for name, each in scales.items()))
        listed = ", ".join(f"{name} {low} to {high}" for name, (low, high) in scales.items())
        what = f"the scales of the questions are what their ratings span ({listed}), which differs between them"
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
    scale = _scale(own) if is_unplanned else plan.scale_of(name)
    return AskedQuestion(question.text, question.kind, question.region, scale, plan.bound_of(name))


def _scale(ratings: Ratings) -> tuple[int, int]:
    """Return the smallest scale that holds the ratings; it has two steps at least."""
    low, high = _span(ratings)
    return low, max(high, low + 1)


def _span(ratings: Ratings) -> tuple[int, int]:
    """Return the whole numbers between which the ratings lie."""
    return int(ratings.rating.min() // 1), int(-(-ratings.rating.max() // 1))


def _likely_scales(spans: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return the scale of each question: questions that use most of one span are taken to share a scale.

    On one scale some questions never get the lowest or the highest rating, so that spans alone say too little.
    """
    scales: dict[str, tuple[int, int]] = {}
    left = sorted(spans, key=lambda name: -_length(spans[name]))
    while left:
        widest = _length(spans[left[0]])
        group = [name for name in left if widest <= 1 or _length(spans[name]) > SHARED_SPAN * widest]
        low, high = min(spans[name][0] for name in group), max(spans[name][1] for name in group)
        # What is left is shorter; a question with one or two different ratings says nothing of its scale.
        group += [name for name in left if name not in group and _is_narrow(spans[name], within=(low, high))]
        scales |= dict.fromkeys(group, (low, max(high, low + 1)))
        left = [name for name in left if name not in group]
    return {name: scales[name] for name in spans}


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _is_narrow(span: tuple[int, int], *, within: tuple[int, int]) -> bool:
    return _length(span) <= 1 and within[0] <= span[0] and span[1] <= within[1]


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
