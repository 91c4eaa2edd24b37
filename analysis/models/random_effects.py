"""Predictions (BLUPs) of a mixed model's random effects: of each rater, each clip, and each clip in a condition."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.models.crossed_effects import CrossedDesign, penalized_hessian
from analysis.models.lmm import MixedModelFit
from analysis.ratings import Ratings
from face.arrays import Float64Array

MAX_PRODUCTS: Final = 30_000_000


@dataclass(frozen=True)
class RandomEffect:
    """The best linear unbiased prediction of one effect, in points; `error` is its standard error.

    `condition` is None for the effects of a rater or clip in all conditions.
    """

    term: str
    level: str
    condition: str | None
    effect: float
    error: float


def predict_random_effects(ratings: Ratings, fit: MixedModelFit) -> list[RandomEffect] | str:
    """Predict the effects of raters, clips and clips in conditions for a fit of the same ratings.

    The errors are conditional on the variances and the condition means, as lme4's are. With Lambda the terms'
    standard deviations over the residual's, u = (Lambda' Z'Z Lambda + I)^-1 Lambda' Z' (y - X b) and the effects are
    Lambda u. Returns the reason as text where that takes too much memory.

    References
    ----------
    Robinson, Statistical Science 6 (1991); Bates et al., Journal of Statistical Software 67 (2015).
    """
    names = ("rater", "clip") if len(np.unique(ratings.rater)) >= len(np.unique(ratings.clip)) else ("clip", "rater")
    codes = [ratings.rater if name == "rater" else ratings.clip for name in names]
    labels, columns = zip(*(np.unique(each, return_inverse=True) for each in (*codes, ratings.condition)), strict=True)
    design = CrossedDesign(columns[0], columns[1], columns[2], (len(labels[0]), len(labels[1]), len(labels[2])))
    if np.prod([size + 1 for size in design.shape]) * (design.shape[2] + 1) > MAX_PRODUCTS:
        return "there are too many raters, clips and conditions"
    residual = fit.components["residual"]
    sd = [[np.sqrt(fit.components.get(term, 0.0) / residual) for term in (name, f"{name}:condition")] for name in names]
    loadings = _loadings(sd[0], design.shape[2]), _loadings(sd[1], design.shape[2])
    hessian = penalized_hessian(design, loadings, np.ones(len(ratings)))
    residuals = ratings.rating - fit.means[columns[2]]
    solved = hessian.solve(design.apply_transpose(loadings, residuals))
    variances = hessian.variances()[1]
    effects: list[RandomEffect] = []
    for factor, name in enumerate(names):
        scale = np.array([sd[factor][0], *[sd[factor][1]] * design.shape[2]])
        values, errors = solved[factor] * scale, np.sqrt(residual * variances[factor]) * scale
        level_names = [(ratings.raters if name == "rater" else ratings.clips)[code] for code in labels[factor].tolist()]
        condition_names = [None, *(ratings.conditions[code] for code in labels[2].tolist())]
        reported = [term in fit.components and term != "rater:condition" for term in (name, f"{name}:condition")]
        effects += _factor_effects(name, level_names, condition_names, (values, errors), reported)
    return sorted(effects, key=lambda each: ("rater", "clip", "clip:condition").index(each.term))


def _loadings(sd: list[float], conditions: int) -> Float64Array:
    return np.hstack([np.full((conditions, 1), sd[0]), sd[1] * np.eye(conditions)])


def _factor_effects(
    name: str,
    level_names: list[str],
    condition_names: list[str | None],
    numbers: tuple[Float64Array, Float64Array],
    reported: list[bool],
) -> list[RandomEffect]:
    return [
        RandomEffect(f"{name}:condition" if condition else name, level, condition, float(value), float(error))
        for level, *row in zip(level_names, *(each.tolist() for each in numbers), strict=True)
        for condition, value, error in zip(condition_names, *row, strict=True)
        if reported[condition is not None]
    ]
