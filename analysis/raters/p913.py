"""Rater bias and inconsistency: who uses the scale otherwise than the rest, and who is hard to predict.

A rating is the stimulus's quality plus the rater's bias plus noise of the rater's own size, by maximum likelihood with
alternating projections. Source: ITU-T P.913 (2021) 12.6; Li, Bampis, Krasula, Janowski & Katsavounidis, Electronic
Imaging (2020).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
ROUNDS = 1000
CLOSE = 1e-8
LEAST = 0.25
"""Least inconsistency, as a share of all raters' together: else one rater's ratings could be taken for the truth."""


@dataclass(frozen=True, eq=False)
class Observers:
    """`bias` and `inconsistency` `(raters,)` in points, `quality` `(stimuli,)`."""

    bias: Floats
    inconsistency: Floats
    quality: Floats


def observers(rater: Codes, stimulus: Codes, rating: Floats) -> Observers:
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
    return Observers(bias, _spread(rater, rating - quality[stimulus] - bias[rater], by_rater, least), quality)


def _spread(rater: Codes, rest: Floats, counts: Codes, least: float) -> Floats:
    mean = np.bincount(rater, rest) / counts
    return np.asarray(np.maximum(np.sqrt(np.bincount(rater, (rest - mean[rater]) ** 2) / counts), least))
