"""Carry-over: whether a rating depends on the condition of the trial before it."""

from dataclasses import dataclass

import numpy as np

from analysis.classical.t_test import paired_t_estimate
from analysis.classical.ties import tie_tolerance
from analysis.ratings import Ratings, renumber_levels
from face.arrays import Float64Array, IntArray


@dataclass(frozen=True)
class CarryOver:
    """Points that a rating rises per point of the previous condition's mean, with a t interval; or None and `reason`.

    Below 0 ratings contrast with what was seen before, above 0 they assimilate to it. `n` raters have `pairs` trials
    that directly followed another.
    """

    slope: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    df: float | None = None
    p: float | None = None
    n: int = 0
    pairs: int = 0
    reason: str | None = None


def carry_over(ratings: Ratings, alpha: float) -> CarryOver:
    """Regress each rater's ratings on the mean of the condition seen just before, and test the mean slope over raters.

    Ratings enter as deviations from their stimulus's mean, and trials count if the rater's position before them was
    rated, too. The interval covers 1 - `alpha`.
    """
    positioned = ratings.where(np.isfinite(ratings.position))
    if not len(positioned):
        return CarryOver(reason="the ratings have no positions")
    following, previous = _neighbours(positioned)
    stimulus = positioned.stimulus_codes()
    residual = positioned.rating - _means(stimulus, positioned.rating)[stimulus]
    residual[np.abs(residual) <= tie_tolerance(positioned.rating)] = 0.0
    before = _means(positioned.condition, positioned.rating)[positioned.condition[previous]]
    slopes = _slopes(positioned.rater[following], before, residual[following])
    estimate = paired_t_estimate(slopes)
    if isinstance(estimate, str):
        reason = "fewer than two raters have trials after different conditions, or all slopes are equal"
        return CarryOver(n=len(slopes), pairs=len(following), reason=reason)
    low, high = estimate.interval(alpha)
    return CarryOver(estimate.difference, low, high, estimate.df, estimate.p, len(slopes), len(following))


def _neighbours(ratings: Ratings) -> tuple[IntArray, IntArray]:
    """Return the rows that directly follow another row of their rater, and the rows before them."""
    order = np.lexsort((ratings.position, ratings.rater))
    adjacent = (np.diff(ratings.rater[order]) == 0) & (np.diff(ratings.position[order]) == 1)
    return order[1:][adjacent], order[:-1][adjacent]


def _slopes(rater: IntArray, x: Float64Array, y: Float64Array) -> Float64Array:
    """Return the slope of y on x within each rater whose x vary."""
    if not len(rater):
        return np.zeros(0)
    rater = renumber_levels(rater)
    centred = x - _means(rater, x)[rater]
    centred[np.abs(centred) <= tie_tolerance(x)] = 0.0
    squares = np.bincount(rater, centred**2)
    return np.asarray(np.bincount(rater, centred * y)[squares > 0] / squares[squares > 0])


def _means(codes: IntArray, values: Float64Array) -> Float64Array:
    return np.asarray(np.bincount(codes, values) / np.maximum(np.bincount(codes), 1))
