"""The mixed model's random effects: how each rater, each clip, and each clip in a condition differs from the rest."""

from dataclasses import dataclass

import numpy as np

from analysis.models.crossed_effects import CrossedDesign, penalized_hessian
from analysis.models.lmm import MixedModelFit
from analysis.ratings import Ratings
from face.arrays import Float64Array

MOST_NUMBERS = 30_000_000


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
    """Predict the effects of raters, clips and clips in conditions for a fit of the same ratings, or say why not.

    The errors are conditional on the variances and the condition means, as lme4's are. With Lambda the terms'
    standard deviations over the residual's, u = (Lambda' Z'Z Lambda + I)^-1 Lambda' Z' (y - X b) and the effects are
    Lambda u. Source: Robinson, Statistical Science 6 (1991); Bates et al., J. Stat. Softw. 67 (2015).
    """
    names = ("rater", "clip") if len(np.unique(ratings.rater)) >= len(np.unique(ratings.clip)) else ("clip", "rater")
    codes = [ratings.rater if name == "rater" else ratings.clip for name in names]
    labels, columns = zip(*(np.unique(each, return_inverse=True) for each in (*codes, ratings.condition)), strict=True)
    layout = CrossedDesign(columns[0], columns[1], columns[2], (len(labels[0]), len(labels[1]), len(labels[2])))
    if np.prod([size + 1 for size in layout.shape]) * (layout.shape[2] + 1) > MOST_NUMBERS:
        return "there are too many raters, clips and conditions"
    residual = fit.components["residual"]
    sd = [[np.sqrt(fit.components.get(term, 0.0) / residual) for term in (name, f"{name}:condition")] for name in names]
    loadings = _loadings(sd[0], layout.shape[2]), _loadings(sd[1], layout.shape[2])
    h = penalized_hessian(layout, loadings, np.ones(len(ratings)))
    rest = ratings.rating - fit.means[columns[2]]
    solved, spread = h.solve(layout.gather(loadings, rest)), h.variances()[1]
    found: list[RandomEffect] = []
    for place, name in enumerate(names):
        scale = np.array([sd[place][0], *[sd[place][1]] * layout.shape[2]])
        values, errors = solved[place] * scale, np.sqrt(residual * spread[place]) * scale
        who = [(ratings.raters if name == "rater" else ratings.clips)[code] for code in labels[place].tolist()]
        where = [None, *(ratings.conditions[code] for code in labels[2].tolist())]
        kept = [term in fit.components and term != "rater:condition" for term in (name, f"{name}:condition")]
        found += _rows(name, who, where, (values, errors), kept)
    return sorted(found, key=lambda each: ("rater", "clip", "clip:condition").index(each.term))


def _loadings(sd: list[float], conditions: int) -> Float64Array:
    return np.hstack([np.full((conditions, 1), sd[0]), sd[1] * np.eye(conditions)])


def _rows(
    name: str, who: list[str], where: list[str | None], numbers: tuple[Float64Array, Float64Array], kept: list[bool]
) -> list[RandomEffect]:
    return [
        RandomEffect(f"{name}:condition" if condition else name, level, condition, float(value), float(error))
        for level, *row in zip(who, *(each.tolist() for each in numbers), strict=True)
        for condition, value, error in zip(where, *row, strict=True)
        if kept[condition is not None]
    ]
