"""Contrasts of conditions: weighted differences of their means, tested for difference and for equivalence."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from analysis.comparisons.contrast_model import ContrastFit
from analysis.comparisons.multiple_testing import adjust_within_families, bonferroni
from analysis.comparisons.ordinal_contrast import OrdinalContrast
from analysis.method_descriptions import NOT_ESTIMATED
from analysis.plan import Adjustment, Analysis, Family
from face.arrays import Float64Array


@dataclass(frozen=True)
class Contrast:
    """A contrast for one question; what cannot be estimated is None and `reason` says why.

    `ci_low_adjusted` and `ci_high_adjusted` belong to the adjusted verdict: with m tests in the family they cover
    1 - alpha / m (Bonferroni), so that all intervals of the family hold simultaneously. `detectable_difference` is
    defined at alpha / m too. Benjamini and Hochberg's adjustment has no such intervals: with it m is 1. Planned
    contrasts have an `ordinal` model, too.
    """

    question: str
    name: str
    weights: dict[str, float]
    method: str
    equivalence_bound: float
    difference: float | None = None
    standardised: float | None = None
    standardised_low: float | None = None
    standardised_high: float | None = None
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
    ordinal: OrdinalContrast | None = None
    components: dict[str, float] | None = None
    warnings: list[str] = field(default_factory=list)
    reason: str | None = None


@dataclass(frozen=True, eq=False)
class ContrastEstimate:
    """A contrast for one question with its fitted model, or the reason why there is none.

    `equivalence_bound` are the points of the question's scale that do not matter.
    """

    question: str
    name: str
    weights: dict[str, float]
    fit: ContrastFit | str
    equivalence_bound: float


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


def evaluate_contrasts(
    estimates: Sequence[ContrastEstimate], plan: Analysis, family: Family, adjustment: Adjustment = "holm"
) -> list[Contrast]:
    """Test all contrasts for difference and equivalence.

    p is adjusted within each family. Equivalence is shown where the interval that covers 1 - 2 alpha / m lies within
    the bound, m the number of tests in the family; with Benjamini and Hochberg its p is adjusted like the other.
    """
    fits = [each.fit for each in estimates]
    p = [None if isinstance(fit, str) else fit.estimate.p for fit in fits]
    tost_p = [
        None if isinstance(each.fit, str) else each.fit.estimate.tost_p(each.equivalence_bound) for each in estimates
    ]
    families = [_family_label(each, family) for each in estimates]
    counts = Counter(families)
    sizes = [counts[label] if adjustment == "holm" else 1 for label in families]
    p_adjusted = adjust_within_families(p, families, adjustment)
    tost_p_adjusted = (
        bonferroni(tost_p, sizes) if adjustment == "holm" else adjust_within_families(tost_p, families, adjustment)
    )
    return [
        _contrast(each, plan, size, *adjusted)
        for each, size, *adjusted in zip(estimates, sizes, p_adjusted, tost_p_adjusted, strict=True)
    ]


def combine_verdicts(p: float | None, tost_p: float | None, alpha: float) -> str | None:
    """Return the verdict of both adjusted p-values; None without an estimate."""
    if p is None or tost_p is None:
        return None
    significant = [name for name, value in (("different", p), ("equivalent", tost_p)) if value < alpha]
    return " but ".join(significant) or "undecided"


def _family_label(contrast: ContrastEstimate, family: Family) -> str:
    return {"all": "", "question": contrast.question, "none": f"{contrast.question}\n{contrast.name}"}[family]


def _contrast(
    contrast: ContrastEstimate,
    plan: Analysis,
    family_size: int,
    p_adjusted: float | None,
    tost_p_adjusted: float | None,
) -> Contrast:
    fit = contrast.fit
    if isinstance(fit, str):
        return Contrast(
            contrast.question, contrast.name, contrast.weights, NOT_ESTIMATED, contrast.equivalence_bound, reason=fit
        )
    estimate = fit.estimate
    low, high = estimate.interval(plan.alpha)
    low_adjusted, high_adjusted = estimate.interval(plan.alpha / family_size)
    return Contrast(
        question=contrast.question,
        name=contrast.name,
        weights=contrast.weights,
        method=fit.method,
        equivalence_bound=contrast.equivalence_bound,
        difference=estimate.difference,
        standardised=fit.standardise(estimate.difference),
        standardised_low=fit.standardise(low),
        standardised_high=fit.standardise(high),
        ci_low=low,
        ci_high=high,
        ci_low_adjusted=low_adjusted,
        ci_high_adjusted=high_adjusted,
        t=estimate.difference / estimate.standard_error,
        df=estimate.df,
        p=estimate.p,
        p_adjusted=p_adjusted,
        tost_p=estimate.tost_p(contrast.equivalence_bound),
        tost_p_adjusted=tost_p_adjusted,
        verdict=combine_verdicts(p_adjusted, tost_p_adjusted, plan.alpha),
        detectable_difference=estimate.detectable_difference(plan.alpha / family_size),
        components=fit.components,
        warnings=list(fit.warnings),
    )
