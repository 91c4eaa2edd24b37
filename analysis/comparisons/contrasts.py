"""Contrasts of conditions: weighted differences of their means, tested for difference and for equivalence."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.classical.t_test import Estimate, paired_t_estimate
from analysis.comparisons.multiple_testing import adjust_within_families
from analysis.plan import Adjustment, Analysis, Family
from face.arrays import Float64Array

Estimator = Callable[[Float64Array], Estimate | str]
"""Estimates the contrast with weights `(conditions,)`, or returns the reason why it cannot."""


@dataclass(frozen=True)
class Contrast:
    """A contrast in one region; what cannot be estimated is None and `reason` says why.

    The adjusted interval is Bonferroni's over the family: all intervals of the family hold simultaneously.
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


@dataclass(frozen=True)
class ContrastEstimate:
    """A contrast in one region with its estimate, or the reason why there is none."""

    region: str
    name: str
    weights: dict[str, float]
    method: str
    estimate: Estimate | str


def rated_weight_vector(weights: Mapping[str, float], conditions: Sequence[str]) -> Float64Array | str:
    """Return the weights in the order of the conditions, or the reason if one of them was not rated."""
    absent = [name for name, weight in weights.items() if weight and name not in conditions]
    if absent:
        return f"the condition {absent[0]} was not rated"
    return weight_vector(weights, conditions)


def weight_vector(weights: Mapping[str, float], conditions: Sequence[str]) -> Float64Array:
    """Return the weights `(conditions,)` in the order of the conditions, 0 where there is none."""
    return np.array([weights.get(name, 0.0) for name in conditions])


def pair_weights(conditions: Sequence[str]) -> dict[tuple[str, str], dict[str, float]]:
    """Return the weights of a - b for every pair of conditions."""
    return {(a, b): {a: 1.0, b: -1.0} for a, b in combinations(conditions, 2)}


def rater_mean_estimator(means: Float64Array) -> Estimator:
    """Return an estimator by paired t tests on rater means `(raters, conditions)`; incomplete raters are left out.

    It treats clips as fixed, so it rejects too often when clips differ in how conditions suit them.
    """

    def estimate(weights: Float64Array) -> Estimate | str:
        values = means[:, weights != 0] @ weights[weights != 0]
        return paired_t_estimate(values[np.isfinite(values)])

    return estimate


def evaluate_contrasts(
    estimates: Sequence[ContrastEstimate], plan: Analysis, family: Family, adjustment: Adjustment = "holm"
) -> list[Contrast]:
    """Test all contrasts for difference and equivalence, adjusting both kinds of p-values within each family."""
    p = [each.estimate.p if isinstance(each.estimate, Estimate) else None for each in estimates]
    tost_p = [
        each.estimate.tost_p(plan.equivalence_bound) if isinstance(each.estimate, Estimate) else None
        for each in estimates
    ]
    families = [_family_label(each, family) for each in estimates]
    p_adjusted = adjust_within_families(p, families, adjustment)
    tost_p_adjusted = adjust_within_families(tost_p, families, adjustment)
    sizes = Counter(label for label, each in zip(families, p, strict=True) if each is not None)
    return [
        _contrast(each, plan, sizes[label], *adjusted)
        for each, label, *adjusted in zip(estimates, families, p_adjusted, tost_p_adjusted, strict=True)
    ]


def combine_verdicts(p: float | None, tost_p: float | None, alpha: float) -> str | None:
    """Return the verdict of both adjusted p-values; None without an estimate."""
    if p is None or tost_p is None:
        return None
    significant = [name for name, value in (("different", p), ("equivalent", tost_p)) if value < alpha]
    return " but ".join(significant) or "undecided"


def _family_label(contrast: ContrastEstimate, family: Family) -> str:
    return {"all": "", "region": contrast.region, "none": f"{contrast.region}\n{contrast.name}"}[family]


def _contrast(
    contrast: ContrastEstimate,
    plan: Analysis,
    family_size: int,
    p_adjusted: float | None,
    tost_p_adjusted: float | None,
) -> Contrast:
    estimate = contrast.estimate
    if isinstance(estimate, str):
        return Contrast(contrast.region, contrast.name, contrast.weights, contrast.method, reason=estimate)
    low, high = estimate.interval(plan.alpha)
    low_adjusted, high_adjusted = estimate.interval(plan.alpha / family_size)
    return Contrast(
        region=contrast.region,
        name=contrast.name,
        weights=contrast.weights,
        method=contrast.method,
        difference=estimate.difference,
        ci_low=low,
        ci_high=high,
        ci_low_adjusted=low_adjusted,
        ci_high_adjusted=high_adjusted,
        t=estimate.difference / estimate.standard_error,
        df=estimate.df,
        p=estimate.p,
        p_adjusted=p_adjusted,
        tost_p=estimate.tost_p(plan.equivalence_bound),
        tost_p_adjusted=tost_p_adjusted,
        verdict=combine_verdicts(p_adjusted, tost_p_adjusted, plan.alpha),
        detectable_difference=estimate.detectable_difference(plan.alpha),
    )
