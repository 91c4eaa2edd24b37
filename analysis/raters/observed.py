"""Each rater in a region: how they use the scale and how they go with the rest; nothing by condition."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.raters.p913 import observers
from analysis.ratings import Ratings

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Rater:
    """One rater; `bias` and `inconsistency` by ITU-T P.913, `rest_correlation` with the others' mean per stimulus."""

    rater: str
    n: int
    mean: float
    sd: float | None
    bias: float
    inconsistency: float
    rest_correlation: float | None
    median_seconds: float | None


def stimuli(ratings: Ratings) -> Codes:
    """Return which stimulus (clip in condition) each rating is of, counted from 0 without gaps."""
    cell = ratings.clip * len(ratings.conditions) + ratings.condition
    return np.asarray(np.unique(cell, return_inverse=True)[1])


def rater_table(ratings: Ratings) -> list[Rater]:
    """Describe every rater of the ratings (of one region)."""
    present, code = np.unique(ratings.rater, return_inverse=True)
    stimulus = stimuli(ratings)
    found = observers(code, stimulus, ratings.rating)
    rest = _rest(stimulus, ratings.rating)
    order = np.argsort(code, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(code))[:-1])
    return [
        Rater(
            rater=ratings.raters[label],
            n=len(own),
            mean=float(ratings.rating[own].mean()),
            sd=float(ratings.rating[own].std(ddof=1)) if len(own) > 1 else None,
            bias=float(bias),
            inconsistency=float(noise),
            rest_correlation=correlation(ratings.rating[own], rest[own]),
            median_seconds=_median(ratings.seconds[own]),
        )
        for label, own, bias, noise in zip(present, rows, found.bias, found.inconsistency, strict=True)
    ]


def _rest(stimulus: Codes, rating: Floats) -> Floats:
    """Return for each rating the mean of the stimulus's others, NaN where there is none."""
    counts, sums = np.bincount(stimulus)[stimulus] - 1, np.bincount(stimulus, rating)[stimulus] - rating
    return np.asarray(np.divide(sums, counts, out=np.full(len(rating), np.nan), where=counts > 0))


def correlation(a: Floats, b: Floats) -> float | None:
    """Return Pearson's correlation where both are known; None for fewer than three pairs or no spread."""
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    if len(a) < 3 or np.ptp(a) < 1e-9 or np.ptp(b) < 1e-9:
        return None
    a, b = a - a.mean(), b - b.mean()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))


def _median(seconds: Floats) -> float | None:
    known = seconds[np.isfinite(seconds)]
    return float(np.median(known)) if len(known) else None
