"""How a condition was rated in a region: mean with interval, spread, and every rating counted."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from analysis.ratings import Ratings
from face.arrays import Float64Array

MAX_BARS = 20


@dataclass(frozen=True)
class Description:
    """The ratings of one condition; an interval or a spread that cannot be estimated is None.

    The mean's interval comes in three kinds: `ci_` takes the clips as given; `model_` (with the mean that the mixed
    model estimates) and `boot_` (drawing raters and clips anew) hold for other clips too.
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
    """Describe every condition of the ratings (of one region).

    The interval is a t interval of the mean with ratings clustered by rater: for complete data it equals the
    interval of the rater means. It takes the clips as given; the model's contrasts do not.
    """
    return [
        _describe(label, ratings.where(ratings.condition == code), scale, alpha)
        for code, label in enumerate(ratings.conditions)
    ]


def rating_histogram(rating: Float64Array, scale: tuple[int, int]) -> list[int]:
    """Count whole ratings per step of the scale; with other numbers or more than 20 steps, in ten equal bins."""
    low, high = scale
    if high - low < MAX_BARS and (rating == rating.round()).all():
        return [int((rating == step).sum()) for step in range(low, high + 1)]
    return [int(count) for count in np.histogram(rating, bins=10, range=(low, high))[0]]


def _describe(label: str, ratings: Ratings, scale: tuple[int, int], alpha: float) -> Description:
    rating = ratings.rating
    n = len(rating)
    if n == 0:
        return Description(label, 0, None, None, None, None, None, rating_histogram(rating, scale))
    mean = float(rating.mean())
    margin = _margin(ratings, alpha)
    low, high = (None, None) if margin is None else (mean - margin, mean + margin)
    sd = float(rating.std(ddof=1)) if n > 1 else None
    return Description(label, n, mean, sd, float(np.median(rating)), low, high, rating_histogram(rating, scale))


def _margin(ratings: Ratings, alpha: float) -> float | None:
    """Return half the interval's width: Student's quantile times the cluster-robust standard error of the mean."""
    totals = np.bincount(ratings.rater, ratings.rating - ratings.rating.mean())[np.unique(ratings.rater)]
    m = len(totals)
    if m < 2:
        return None
    error = np.sqrt(m / (m - 1) * (totals**2).sum()) / len(ratings)
    return float(stdtrit(m - 1, 1 - alpha / 2) * error)


DECIMALS = 9
"""Means are rounded to this many decimals, so that equal ones are equal in spite of floating point."""


def rater_means(ratings: Ratings) -> Float64Array:
    """Return the mean rating per rater and condition `(raters, conditions)`, NaN where a rater met none."""
    shape = (len(ratings.raters), len(ratings.conditions))
    cell = ratings.rater * shape[1] + ratings.condition
    counts = np.bincount(cell, minlength=shape[0] * shape[1])
    sums = np.bincount(cell, ratings.rating, minlength=shape[0] * shape[1])
    means = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return np.asarray(means.round(DECIMALS).reshape(shape))


def complete_rows(means: Float64Array) -> Float64Array:
    """Return the rows without NaN: the raters who met every condition."""
    return means[np.isfinite(means).all(axis=1)]
