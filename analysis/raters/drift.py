"""Whether ratings move in the course of the trials."""

from dataclasses import dataclass

import numpy as np

from analysis.classical.t_test import paired_t_estimate
from analysis.ratings import Ratings
from face.arrays import Float64Array, IntArray


@dataclass(frozen=True)
class Drift:
    """Points per ten trials, with a t interval over raters; or None and `reason`.

    `second_half` is the mean of the second half of each rater's trials less that of the first.
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
    """Regress each rater's ratings, less the stimuli's means, on their position; test the slopes' mean over raters."""
    placed = ratings.where(np.isfinite(ratings.position))
    if not len(placed):
        return Drift(reason="the ratings do not tell their position")
    stimulus = placed.stimulus_codes()
    rest = placed.rating - (np.bincount(stimulus, placed.rating) / np.bincount(stimulus))[stimulus]
    rater = np.unique(placed.rater, return_inverse=True)[1]
    counts = np.bincount(rater)
    moved = placed.position - (np.bincount(rater, placed.position) / counts)[rater]
    spread = np.bincount(rater, moved**2)
    slopes = 10 * np.bincount(rater, moved * rest)[spread > 0] / spread[spread > 0]
    found = paired_t_estimate(slopes)
    if isinstance(found, str):
        return Drift(n=len(slopes), reason="fewer than two raters rated at different positions, or all drift alike")
    low, high = found.interval(alpha)
    halves = [_means(rater[half], rest[half], len(counts)) for half in (moved > 0, moved <= 0)]
    second = float((halves[0] - halves[1])[spread > 0].mean())
    return Drift(found.difference, low, high, found.df, found.p, second, len(slopes))


def _means(rater: IntArray, values: Float64Array, raters: int) -> Float64Array:
    return np.asarray(np.bincount(rater, values, raters) / np.maximum(np.bincount(rater, minlength=raters), 1))
