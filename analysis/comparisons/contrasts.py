"""Differences between conditions: the plan's named contrasts, and every pair to explore."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.classical.t_test import Estimate, paired_t_estimate
from analysis.comparisons.multiple_testing import adjust_within_groups
from analysis.plan import Adjustment, Analysis, Family
from face.arrays import Float64Array

Estimator = Callable[[Float64Array], Estimate | str]
"""Estimates the difference that weights `(conditions,)` define, or says why it can't."""


@dataclass(frozen=True)
class Contrast:
    """A named difference in one region; what cannot be estimated is None and `reason` says why.

    The adjusted interval is Bonferroni's over the family: wide enough that all of them hold together.
    """

    region: str
    name: str
    weights: dict[str, float]
    method: str
    difference: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_low_adjusted: float | None = None
    ci_high_adjusted: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    tost_p: float | None = None
    tost_p_adjusted: float | None = None
    verdict: str | None = None
    detectable_difference: float | None = None
    reason: str | None = None


def rated_weight_vector(weights: Mapping[str, float], conditions: Sequence[str]) -> Float64Array | str:
    """Return the weights in the order of the conditions, or say which condition was not rated."""
    absent = [name for name, weight in weights.items() if weight and name not in conditions]
    if absent:
        return f"the condition {absent[0]} was not rated"
    return weight_vector(weights, conditions)


def weight_vector(weights: Mapping[str, float], conditions: Sequence[str]) -> Float64Array:
    """Return the weights in the order of the conditions, 0 where there is none."""
    return np.array([weights.get(name, 0.0) for name in conditions])


def pair_weights(conditions: Sequence[str]) -> dict[tuple[str, str], dict[str, float]]:
    """Return the weights of a - b for every pair of conditions."""
    return {(a, b): {a: 1.0, b: -1.0} for a, b in combinations(conditions, 2)}


def rater_mean_estimator(means: Float64Array) -> Estimator:
    """Return paired t tests on rater means `(raters, conditions)`; raters who missed a condition are left out.

    They take the clips as given, so they reject too often when clips differ in how conditions suit them.
    """

    def estimate(weights: Float64Array) -> Estimate | str:
        values = means[:, weights != 0] @ weights[weights != 0]
        return paired_t_estimate(values[np.isfinite(values)])

    return estimate


@dataclass(frozen=True)
class ContrastEstimate:
    """One contrast in one region, with its estimate or the reason why there is none."""

    region: str
    name: str
    weights: dict[str, float]
    method: str
    answer: Estimate | str


def evaluate_contrasts(
    questions: Sequence[ContrastEstimate], plan: Analysis, family: Family, adjust: Adjustment = "holm"
) -> list[Contrast]:
    """Test all questions, adjusting both kinds of p-values within each family."""
    p = [question.answer.p if isinstance(question.answer, Estimate) else None for question in questions]
    tost = [
        question.answer.tost_p(plan.equivalence_bound) if isinstance(question.answer, Estimate) else None
        for question in questions
    ]
    groups = [_group(question, family) for question in questions]
    adjusted = zip(adjust_within_groups(p, groups, adjust), adjust_within_groups(tost, groups, adjust), strict=True)
    made = Counter(group for group, each in zip(groups, p, strict=True) if each is not None)
    rows = zip(questions, groups, adjusted, strict=True)
    return [_contrast(question, plan, made[group], *both) for question, group, both in rows]


def combine_verdicts(p: float | None, tost_p: float | None, alpha: float) -> str | None:
    """Say what both adjusted p-values allow to say; None without an estimate."""
    if p is None or tost_p is None:
        return None
    said = [word for word, value in (("different", p), ("equivalent", tost_p)) if value < alpha]
    return " but ".join(said) or "undecided"


def _group(question: ContrastEstimate, family: Family) -> str:
    return {"all": "", "region": question.region, "none": f"{question.region}\n{question.name}"}[family]


def _contrast(
    question: ContrastEstimate, plan: Analysis, family: int, p_adjusted: float | None, tost_adjusted: float | None
) -> Contrast:
    answer = question.answer
    known = (question.region, question.name, question.weights, question.method)
    if isinstance(answer, str):
        return Contrast(*known, reason=answer)
    return Contrast(
        *known,
        answer.difference,
        *answer.interval(plan.alpha),
        *answer.interval(plan.alpha / family),
        answer.difference / answer.error,
        answer.df,
        answer.p,
        p_adjusted,
        answer.tost_p(plan.equivalence_bound),
        tost_adjusted,
        combine_verdicts(p_adjusted, tost_adjusted, plan.alpha),
        answer.detectable(plan.alpha),
    )
