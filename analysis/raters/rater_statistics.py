"""Statistics of each rater for a question: use of the scale, and agreement with the others; nothing by condition.

Bias and inconsistency follow ITU-T P.913: a rating is the stimulus's quality plus the rater's bias plus noise of the
rater's own standard deviation, estimated by maximum likelihood with alternating projections.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.classical.ties import tie_tolerance
from analysis.ratings import Ratings
from face.arrays import Float64Array, IntArray

MAX_ITERATIONS: Final = 1000
TOLERANCE: Final = 1e-9
"""The search ends when the qualities change by less than this share of the ratings' range."""
MIN_INCONSISTENCY: Final = 0.25
"""As a share of all raters' together; otherwise one rater's ratings could be taken for the truth."""


@dataclass(frozen=True)
class RaterStatistics:
    """One rater; `bias` and `inconsistency` by ITU-T P.913, `rest_correlation` with the others' mean per stimulus."""

    rater: str
    n: int
    mean: float
    sd: float | None
    bias: float
    inconsistency: float
    rest_correlation: float | None
    median_seconds: float | None


@dataclass(frozen=True, eq=False)
class ObserverModel:
    """Estimates of the P.913 model: `bias` and `inconsistency` `(raters,)` in points, `quality` `(stimuli,)`."""

    bias: Float64Array
    inconsistency: Float64Array
    quality: Float64Array


def describe_raters(ratings: Ratings) -> list[RaterStatistics]:
    """Describe every rater of one question's ratings."""
    present, rater = np.unique(ratings.rater, return_inverse=True)
    stimulus = ratings.stimulus_codes()
    model = fit_observer_model(rater, stimulus, ratings.rating)
    others = _mean_of_others(stimulus, ratings.rating)
    order = np.argsort(rater, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(rater))[:-1])
    return [
        RaterStatistics(
            rater=ratings.raters[code],
            n=len(rows),
            mean=float(ratings.rating[rows].mean()),
            sd=float(ratings.rating[rows].std(ddof=1)) if len(rows) > 1 else None,
            bias=float(bias),
            inconsistency=float(inconsistency),
            rest_correlation=pearson_correlation(ratings.rating[rows], others[rows]),
            median_seconds=_known_median(ratings.seconds[rows]),
        )
        for code, rows, bias, inconsistency in zip(present, groups, model.bias, model.inconsistency, strict=True)
    ]


def fit_observer_model(rater: IntArray, stimulus: IntArray, rating: Float64Array) -> ObserverModel:
    """Estimate biases, inconsistencies and qualities.

    Parameters
    ----------
    rater, stimulus
        `(n,)` codes; every code from 0 up must occur.
    rating
        `(n,)` points.

    References
    ----------
    ITU-T P.913 (2021) 12.6; Li, Bampis, Krasula, Janowski & Katsavounidis, Electronic Imaging (2020).
    """
    counts = np.bincount(rater)
    quality = np.bincount(stimulus, rating) / np.bincount(stimulus)
    bias = np.bincount(rater, rating - quality[stimulus]) / counts
    minimum = MIN_INCONSISTENCY * float((rating - quality[stimulus] - bias[rater]).std())
    if minimum <= tie_tolerance(rating):
        return ObserverModel(bias, np.zeros(len(bias)), quality)
    for _ in range(MAX_ITERATIONS):
        noise = _inconsistency(rater, rating - quality[stimulus] - bias[rater], counts, minimum)
        weight = noise[rater] ** -2
        previous = quality
        quality = np.bincount(stimulus, weight * (rating - bias[rater])) / np.bincount(stimulus, weight)
        bias = np.bincount(rater, rating - quality[stimulus]) / counts
        if np.linalg.norm(quality - previous) < TOLERANCE * np.ptp(rating):
            break
    noise = _inconsistency(rater, rating - quality[stimulus] - bias[rater], counts, minimum)
    return ObserverModel(bias, noise, quality)


def pearson_correlation(a: Float64Array, b: Float64Array) -> float | None:
    """Return Pearson's correlation of `a` and `b` `(n,)` where both are finite.

    None for fewer than three pairs, or if one of them does not vary.
    """
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    if len(a) < 3 or np.ptp(a) <= tie_tolerance(a) or np.ptp(b) <= tie_tolerance(b):
        return None
    a, b = a - a.mean(), b - b.mean()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))


def _inconsistency(rater: IntArray, residual: Float64Array, counts: IntArray, minimum: float) -> Float64Array:
    """Return the standard deviation of each rater's residuals `(raters,)`, at least `minimum`."""
    mean = np.bincount(rater, residual) / counts
    variance = np.bincount(rater, (residual - mean[rater]) ** 2) / counts
    return np.asarray(np.maximum(np.sqrt(variance), minimum))


def _mean_of_others(stimulus: IntArray, rating: Float64Array) -> Float64Array:
    """Return for each rating the mean of the stimulus's other ratings `(n,)`, NaN where there is none."""
    counts, sums = np.bincount(stimulus)[stimulus] - 1, np.bincount(stimulus, rating)[stimulus] - rating
    return np.asarray(np.divide(sums, counts, out=np.full(len(rating), np.nan), where=counts > 0))


def _known_median(seconds: Float64Array) -> float | None:
    known = seconds[np.isfinite(seconds)]
    return float(np.median(known)) if len(known) else None
