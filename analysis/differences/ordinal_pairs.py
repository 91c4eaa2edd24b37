"""Every pair of conditions by the ordinal model: how much higher the odds of a higher rating are."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.differences.adjust import benjamini_hochberg, holm
from analysis.models.clmm import OrdinalModel
from analysis.ratings import Ratings


@dataclass(frozen=True)
class OrdinalPair:
    """Log odds of a higher rating in a than in b, by Wald; `p_holm` and `p_bh` over the region's pairs."""

    a: str
    b: str
    log_odds: float
    odds_ratio: float
    error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None


def ordinal_pairs(ratings: Ratings, model: OrdinalModel, level: float) -> list[OrdinalPair]:
    """Compare the conditions of a model fitted to the same ratings; nothing where it could not be fitted."""
    if not model.effects:
        return []
    names = [ratings.conditions[code] for code in np.unique(ratings.condition)]
    effects = np.array([0.0, *(effect.log_odds for effect in model.effects)])
    covariance = np.full((len(names), len(names)), np.nan)
    if model.covariance is not None:
        covariance = np.pad(np.array(model.covariance), ((1, 0), (1, 0)))
    places = list(combinations(range(len(names)), 2))
    differences = [float(effects[i] - effects[j]) for i, j in places]
    variances = [float(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]) for i, j in places]
    tests = [_wald(difference, v, level) for difference, v in zip(differences, variances, strict=True)]
    p = [test.get("p") for test in tests]
    rows = zip(places, differences, tests, holm(p), benjamini_hochberg(p), strict=True)
    return [
        OrdinalPair(names[i], names[j], each, float(np.exp(np.clip(each, -700, 700))), **test, p_holm=high, p_bh=low)
        for (i, j), each, test, high, low in rows
    ]


def _wald(difference: float, variance: float, level: float) -> dict[str, Any]:
    if not variance > 0:
        return {}
    error = float(np.sqrt(variance))
    margin = float(ndtri(1 - level / 2)) * error
    p = float(2 * ndtr(-abs(difference) / error))
    return {"error": error, "ci_low": difference - margin, "ci_high": difference + margin, "p": p}
