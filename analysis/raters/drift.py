"""Drift: whether ratings change in the course of the trials."""

from dataclasses import dataclass

import numpy as np

from analysis.classical.t_test import paired_t_estimate
from analysis.classical.ties import tie_tolerance
from analysis.ratings import Ratings, renumber_levels
from face.arrays import Float64Array, IntArray


@dataclass(frozen=True)
class Drift:
    """Points per ten trials, with a t interval over raters; or None and `reason`.

    `second_half` is the mean of the second half of each rater's trials minus that of the first.
    """

    per_ten_trials: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    df: float | None = None
    p: float | None = None
    second_half: float | None = None
    n: int = 0
    reason: str | None = None


def rating_drift(ratings: Ratings, alpha: float) -> Drift:
    """Regress each rater's ratings on their position and test the mean slope over raters.

    Ratings enter as deviations from their stimulus's mean. The interval covers 1 - `alpha`.
    """
    positioned = ratings.where(np.isfinite(ratings.position))
    if not len(positioned):
        return Drift(reason="the ratings have no positions")
    stimulus = positioned.stimulus_codes()
    residual = positioned.rating - (np.bincount(stimulus, positioned.rating) / np.bincount(stimulus))[stimulus]
    residual[np.abs(residual) <= tie_tolerance(positioned.rating)] = 0.0
    rater = renumber_levels(positioned.rater)
    counts = np.bincount(rater)
    centred = positioned.position - (np.bincount(rater, positioned.position) / counts)[rater]
    squares = np.bincount(rater, centred**2)
    varied = squares > 0
    slopes = 10 * np.bincount(rater, centred * residual)[varied] / squares[varied]
    estimate = paired_t_estimate(slopes)
    if isinstance(estimate, str):
        return Drift(
            n=len(slopes), reason="fewer than two raters have ratings at different positions, or all slopes are equal"
        )
    low, high = estimate.interval(alpha)
    second, first = (_means(rater[half], residual[half], len(counts)) for half in (centred > 0, centred <= 0))
    return Drift(
        per_ten_trials=estimate.difference,
        ci_low=low,
        ci_high=high,
        df=estimate.df,
        p=estimate.p,
        second_half=float((second - first)[varied].mean()),
        n=len(slopes),
    )


def _means(rater: IntArray, values: Float64Array, raters: int) -> Float64Array:
    """Return each rater's mean value `(raters,)`, 0 without a value."""
    return np.asarray(np.bincount(rater, values, raters) / np.maximum(np.bincount(rater, minlength=raters), 1))
