"""Whether a contrast differs between questions: "does the method help the mouth more than the brows?".

Points mean the same only on one scale, so that only questions with the same scale are compared. The difference of a
contrast between two questions is itself a contrast, of the conditions of both, and is tested by a model of its own. For
three questions and more, the contrast's scores of rater, clip and question have a mixed model with question as fixed
effect, whose F test asks whether the contrast is the same for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from analysis.comparisons.contrast_model import ContrastFit, contrast_scores, fit_contrast
from analysis.comparisons.multiple_testing import holm
from analysis.models.lmm import fit_mixed_model
from analysis.models.satterthwaite import omnibus_test
from analysis.plan import Analysis
from analysis.ratings import RatingRow, Ratings

Scale = tuple[int, int]
INCOMPLETE: Final = "fewer than nine of ten blocks of rater and clip are complete; see the differences of two questions"


@dataclass(frozen=True)
class Interaction:
    """The test that a contrast is the same for all these questions, or `reason`."""

    contrast: str
    questions: list[str]
    F: float | None = None
    df1: int | None = None
    df2: float | None = None
    p: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class QuestionDifference:
    """A contrast for the question a minus the same for b, points; `p_holm` over the pairs of questions."""

    contrast: str
    a: str
    b: str
    difference: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    p_holm: float | None = None
    reason: str | None = None


def compare_questions(
    ratings: Ratings, scales: Mapping[str, Scale], plan: Analysis
) -> tuple[list[Interaction], list[QuestionDifference]]:
    """Compare each planned contrast between the questions of each scale.

    Parameters
    ----------
    ratings
        The analysed ratings of all questions.
    scales
        The scale of each question.
    plan
        The plan's contrasts, alpha and method of the degrees of freedom.
    """
    tests, differences = list[Interaction](), list[QuestionDifference]()
    for names in _questions_by_scale(scales):
        for contrast, weights in plan.contrasts.items():
            rows = _compare_pairs(ratings, contrast, weights, names, plan)
            tests.append(_test_all(ratings, contrast, weights, names, rows))
            differences += rows
    return tests, differences


def _questions_by_scale(scales: Mapping[str, Scale]) -> list[list[str]]:
    groups: dict[Scale, list[str]] = {}
    for name, scale in scales.items():
        groups.setdefault(scale, []).append(name)
    return [names for names in groups.values() if len(names) > 1]


def _compare_pairs(
    ratings: Ratings, contrast: str, weights: Mapping[str, float], names: Sequence[str], plan: Analysis
) -> list[QuestionDifference]:
    rows = [
        _difference(contrast, a, b, _fit_pair(ratings, weights, (a, b), plan), plan.alpha)
        for a, b in combinations(names, 2)
    ]
    adjusted = holm([row.p for row in rows])
    return [replace(row, p_holm=p) for row, p in zip(rows, adjusted, strict=True)]


def _fit_pair(
    ratings: Ratings, weights: Mapping[str, float], pair: tuple[str, str], plan: Analysis
) -> ContrastFit | str:
    """Fit the contrast whose conditions are those of both questions, with opposite weights in the second."""
    codes = [ratings.questions.index(name) for name in pair]
    own = ratings.where(np.isin(ratings.question, codes))
    count = len(ratings.conditions)
    is_second = own.question == codes[1]
    labels = tuple(f"{name} ({question})" for question in pair for name in ratings.conditions)
    table = replace(own, condition=own.condition + count * is_second, conditions=labels)
    single = np.array([weights.get(name, 0.0) for name in ratings.conditions])
    return fit_contrast(table, np.concatenate([single, -single]), plan.df_method)


def _difference(contrast: str, a: str, b: str, fit: ContrastFit | str, alpha: float) -> QuestionDifference:
    if isinstance(fit, str):
        return QuestionDifference(contrast, a, b, reason=fit)
    estimate = fit.estimate
    low, high = estimate.interval(alpha)
    t = estimate.difference / estimate.standard_error
    return QuestionDifference(contrast, a, b, estimate.difference, low, high, t, estimate.df, estimate.p)


def _test_all(
    ratings: Ratings,
    contrast: str,
    weights: Mapping[str, float],
    names: Sequence[str],
    pairs: Sequence[QuestionDifference],
) -> Interaction:
    test = Interaction(contrast, list(names))
    missing = next((pair.reason for pair in pairs if pair.reason), None)
    if missing:
        return replace(test, reason=missing)
    if len(names) == 2:
        t, (pair,) = pairs[0].t or 0.0, pairs
        return replace(test, F=t**2, df1=1, df2=pair.df, p=pair.p)
    scores = _question_scores(ratings, weights, names)
    fit = INCOMPLETE if scores is None else fit_mixed_model(scores)
    if isinstance(fit, str):
        return replace(test, reason=fit)
    omnibus = omnibus_test(fit)
    if omnibus.p is None:
        return replace(test, reason="the ratings do not determine the variances")
    return replace(test, F=omnibus.F, df1=omnibus.df1, df2=omnibus.df2, p=omnibus.p)


def _question_scores(ratings: Ratings, weights: Mapping[str, float], names: Sequence[str]) -> Ratings | None:
    """Return the contrast's scores as ratings whose conditions are the questions; None if too few are complete."""
    vector = np.array([weights.get(name, 0.0) for name in ratings.conditions])
    rows = []
    for name in names:
        own = ratings.of_question(name)
        scores, incomplete = contrast_scores(own.where(np.isin(own.condition, np.flatnonzero(vector))), vector)
        if not len(scores) or 10 * incomplete > len(scores) + incomplete:
            return None
        table = zip(scores.rater.tolist(), scores.clip.tolist(), scores.rating.tolist(), strict=True)
        rows += [RatingRow(ratings.raters[r], ratings.clips[k], name, "score", score) for r, k, score in table]
    return Ratings.from_rows(rows)
