"""Descriptive statistics: conditions, and the rater means that the classical tests use."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtrit

from analysis.classical.ties import merge_ties, tie_tolerance
from analysis.ratings import Ratings
from face.arrays import Float64Array

MAX_BARS: Final = 20
"""A longer scale is counted in ten equal bins."""


@dataclass(frozen=True)
class Description:
    """The ratings of one condition; an interval or a spread that cannot be estimated is None.

    The mean has three intervals: `ci_` treats the clips as fixed; `model_` (around the mean that the mixed model
    estimates) and `boot_` (two-way cluster bootstrap) generalise to other clips.
    """

    condition: str
    n: int
    mean: float | None
    sd: float | None
    median: float | None
    ci_low: float | None
    ci_high: float | None
    histogram: list[int]
    model_mean: float | None = None
    model_low: float | None = None
    model_high: float | None = None
    boot_low: float | None = None
    boot_high: float | None = None


def describe_conditions(ratings: Ratings, *, scale: tuple[int, int], alpha: float) -> list[Description]:
    """Describe every condition of one question's ratings.

    The interval is a 1 - `alpha` t interval of the mean with standard errors clustered by rater: for complete data it
    equals the interval of the rater means. It treats clips as fixed; the model's contrasts do not.
    """
    return [
        _describe(label, ratings.where(ratings.condition == code), scale, alpha)
        for code, label in enumerate(ratings.conditions)
    ]


def rating_histogram(rating: Float64Array, scale: tuple[int, int]) -> list[int]:
    """Count whole ratings `(n,)` per step of the scale; with other numbers or over 20 steps, in ten equal bins."""
    low, high = scale
    if high - low < MAX_BARS and (rating == rating.round()).all():
        return [int((rating == step).sum()) for step in range(low, high + 1)]
    return [int(count) for count in np.histogram(rating, bins=10, range=(low, high))[0]]


def rater_means(ratings: Ratings) -> Float64Array:
    """Return the mean rating per rater and condition `(raters, conditions)`, NaN where there is no rating.

    Means that are equal on paper are exactly equal.
    """
    shape = (len(ratings.raters), len(ratings.conditions))
    cell = ratings.rater * shape[1] + ratings.condition
    counts = np.bincount(cell, minlength=shape[0] * shape[1])
    lowest = ratings.rating.min() if len(ratings) else 0.0
    sums = np.bincount(cell, ratings.rating - lowest, minlength=shape[0] * shape[1])
    means = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return merge_ties(means + lowest, tie_tolerance(ratings.rating)).reshape(shape)


def complete_rows(means: Float64Array) -> Float64Array:
    """Return the rows of `means` `(raters, conditions)` without NaN: the raters who rated every condition."""
    return means[np.isfinite(means).all(axis=1)]


def _describe(label: str, ratings: Ratings, scale: tuple[int, int], alpha: float) -> Description:
    rating = ratings.rating
    n = len(rating)
    if n == 0:
        return Description(label, 0, None, None, None, None, None, rating_histogram(rating, scale))
    mean = float(rating.mean())
    margin = _interval_margin(ratings, alpha)
    return Description(
        condition=label,
        n=n,
        mean=mean,
        sd=float(rating.std(ddof=1)) if n > 1 else None,
        median=float(np.median(rating)),
        ci_low=None if margin is None else mean - margin,
        ci_high=None if margin is None else mean + margin,
        histogram=rating_histogram(rating, scale),
    )


def _interval_margin(ratings: Ratings, alpha: float) -> float | None:
    """Return half the interval's width: Student's quantile times the cluster-robust standard error of the mean."""
    totals = np.bincount(ratings.rater, ratings.rating - ratings.rating.mean())[np.unique(ratings.rater)]
    m = len(totals)
    if m < 2:
        return None
    error = np.sqrt(m / (m - 1) * (totals**2).sum()) / len(ratings)
    return float(stdtrit(m - 1, 1 - alpha / 2) * error)
