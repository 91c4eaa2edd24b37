"""Each rater in a region: how they use the scale and how they go with the rest; nothing by condition."""

from dataclasses import dataclass

import numpy as np

from analysis.ratings import Ratings
from face.arrays import Float64Array, IntArray


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


def describe_raters(ratings: Ratings) -> list[RaterStatistics]:
    """Describe every rater of the ratings (of one region)."""
    present, code = np.unique(ratings.rater, return_inverse=True)
    stimulus = ratings.stimulus_codes()
    found = estimate_observers(code, stimulus, ratings.rating)
    rest = _rest(stimulus, ratings.rating)
    order = np.argsort(code, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(code))[:-1])
    return [
        RaterStatistics(
            rater=ratings.raters[label],
            n=len(own),
            mean=float(ratings.rating[own].mean()),
            sd=float(ratings.rating[own].std(ddof=1)) if len(own) > 1 else None,
            bias=float(bias),
            inconsistency=float(noise),
            rest_correlation=pearson_correlation(ratings.rating[own], rest[own]),
            median_seconds=_median(ratings.seconds[own]),
        )
        for label, own, bias, noise in zip(present, rows, found.bias, found.inconsistency, strict=True)
    ]


def _rest(stimulus: IntArray, rating: Float64Array) -> Float64Array:
    """Return for each rating the mean of the stimulus's others, NaN where there is none."""
    counts, sums = np.bincount(stimulus)[stimulus] - 1, np.bincount(stimulus, rating)[stimulus] - rating
    return np.asarray(np.divide(sums, counts, out=np.full(len(rating), np.nan), where=counts > 0))


def pearson_correlation(a: Float64Array, b: Float64Array) -> float | None:
    """Return Pearson's correlation where both are known; None for fewer than three pairs or no spread."""
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    if len(a) < 3 or np.ptp(a) < 1e-9 or np.ptp(b) < 1e-9:
        return None
    a, b = a - a.mean(), b - b.mean()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))


def _median(seconds: Float64Array) -> float | None:
    known = seconds[np.isfinite(seconds)]
    return float(np.median(known)) if len(known) else None


ROUNDS = 1000
CLOSE = 1e-8
LEAST = 0.25
"""Least inconsistency, as a share of all raters' together: else one rater's ratings could be taken for the truth."""


@dataclass(frozen=True, eq=False)
class ObserverModel:
    """`bias` and `inconsistency` `(raters,)` in points, `quality` `(stimuli,)`."""

    bias: Float64Array
    inconsistency: Float64Array
    quality: Float64Array


def estimate_observers(rater: IntArray, stimulus: IntArray, rating: Float64Array) -> ObserverModel:
    """Estimate from ratings `(n,)`; every code from 0 up must occur."""
    by_rater, by_stimulus = np.bincount(rater), np.bincount(stimulus)
    quality = np.bincount(stimulus, rating) / by_stimulus
    bias = np.bincount(rater, rating - quality[stimulus]) / by_rater
    least = max(LEAST * float((rating - quality[stimulus] - bias[rater]).std()), 1e-9)
    for _ in range(ROUNDS):
        noise = _spread(rater, rating - quality[stimulus] - bias[rater], by_rater, least)
        weight = noise[rater] ** -2
        before = quality
        quality = np.bincount(stimulus, weight * (rating - bias[rater])) / np.bincount(stimulus, weight)
        bias = np.bincount(rater, rating - quality[stimulus]) / by_rater
        if np.linalg.norm(quality - before) < CLOSE:
            break
    return ObserverModel(bias, _spread(rater, rating - quality[stimulus] - bias[rater], by_rater, least), quality)


def _spread(rater: IntArray, rest: Float64Array, counts: IntArray, least: float) -> Float64Array:
    mean = np.bincount(rater, rest) / counts
    return np.asarray(np.maximum(np.sqrt(np.bincount(rater, (rest - mean[rater]) ** 2) / counts), least))
