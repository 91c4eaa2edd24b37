"""Correlations between every two raters of a question, and each rater's mean per condition."""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from analysis.classical.descriptive import rater_means
from analysis.ratings import Ratings

MAX_RATERS: Final = 40
"""With more raters the pairs are too many to look at, and none are computed."""
MIN_STIMULI: Final = 3


@dataclass(frozen=True)
class RaterCorrelation:
    """Pearson's correlation of two raters over the `n` stimuli that both rated; None for too few or no spread."""

    a: str
    b: str
    n: int
    r: float | None


@dataclass(frozen=True)
class RaterConditionMean:
    """A rater's mean rating of a condition."""

    rater: str
    condition: str
    mean: float


def correlate_raters(ratings: Ratings) -> list[RaterCorrelation]:
    """Correlate every two raters of one question; an empty list if there are more than 40 raters."""
    present, rater = np.unique(ratings.rater, return_inverse=True)
    if len(present) > MAX_RATERS:
        return []
    stimulus = ratings.stimulus_codes()
    rated = np.zeros((len(present), stimulus.max() + 1))
    values = rated.copy()
    rated[rater, stimulus] = 1
    values[rater, stimulus] = (ratings.rating - ratings.rating.mean()) / (np.ptp(ratings.rating) or 1.0)
    n, cross, sums, squares = rated @ rated.T, values @ values.T, values @ rated.T, values**2 @ rated.T
    covariance = n * cross - sums * sums.T
    variance = np.maximum(n * squares - sums**2, 0)
    scale = np.sqrt(variance * variance.T)
    known = (n >= MIN_STIMULI) & (variance > 1e-9) & (variance.T > 1e-9)
    r = np.divide(covariance, scale, out=np.zeros_like(scale), where=known)
    names = [ratings.raters[code] for code in present.tolist()]
    return [
        RaterCorrelation(names[i], names[j], int(n[i, j]), float(np.clip(r[i, j], -1, 1)) if known[i, j] else None)
        for i, j in combinations(range(len(names)), 2)
    ]


def rater_condition_means(ratings: Ratings) -> list[RaterConditionMean]:
    """Return the mean of every rater in every condition that they rated."""
    means = rater_means(ratings)
    return [
        RaterConditionMean(ratings.raters[i], ratings.conditions[c], float(means[i, c]))
        for i, c in zip(*np.nonzero(np.isfinite(means)), strict=True)
    ]
