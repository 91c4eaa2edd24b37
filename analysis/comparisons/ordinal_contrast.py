"""The odds ratio of a contrast, from an ordinal mixed model of the ratings of its own conditions."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.models.clmm import SEPARATION_LOG_ODDS, fit_ordinal_effects
from analysis.ratings import Ratings
from face.arrays import Float64Array

NO_OVERLAP = "the ratings of its conditions overlap too little"


@dataclass(frozen=True)
class OrdinalContrast:
    """The weighted sum of the conditions' log odds of a higher rating, with Wald's test; `reason` if it is missing.

    For a pair, `odds_ratio` is how much greater the odds of a higher rating are in the first condition.
    """

    log_odds: float | None = None
    odds_ratio: float | None = None
    error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    reason: str | None = None


def fit_ordinal_contrast(ratings: Ratings, weights: Float64Array, alpha: float) -> OrdinalContrast:
    """Fit the ordinal model to the ratings of one question in the weighted conditions.

    Parameters
    ----------
    ratings
        The ratings of one question.
    weights
        `(all conditions,)`, 0 for conditions that are left out.
    alpha
        One minus the coverage of the interval of the log odds.
    """
    own = ratings.where(np.isin(ratings.condition, np.flatnonzero(weights)))
    model = fit_ordinal_effects(own)
    if model.warnings and not model.effects:
        return OrdinalContrast(reason=model.warnings[-1])
    log_odds = [effect.log_odds for effect in model.effects]
    if None in log_odds or model.covariance is None:
        return OrdinalContrast(reason=NO_OVERLAP)
    own_weights = weights[np.unique(own.condition)][1:]
    difference = float(own_weights @ np.array(log_odds, dtype=np.float64))
    variance = float(own_weights @ np.array(model.covariance) @ own_weights)
    if abs(difference) > SEPARATION_LOG_ODDS:
        return OrdinalContrast(reason=NO_OVERLAP)
    return OrdinalContrast(difference, float(np.exp(difference)), **wald_test(difference, variance, alpha))


def wald_test(difference: float | None, variance: float, alpha: float) -> dict[str, Any]:
    """Return `error`, `ci_low`, `ci_high` and `p` of log odds; empty without an estimate or a variance."""
    if difference is None or not variance > 0:
        return {}
    error = float(np.sqrt(variance))
    margin = float(ndtri(1 - alpha / 2)) * error
    p = float(2 * ndtr(-abs(difference) / error))
    return {"error": error, "ci_low": difference - margin, "ci_high": difference + margin, "p": p}
