"""Coarticulation: how neighbouring sounds blend in the mouth, by dominance functions.

M. M. Cohen and D. W. Massaro (1993), Modeling coarticulation in synthetic visual speech, in: Models and Techniques in
Computer Animation, 139-156. Each sound pulls towards its targets with a dominance that falls off around its middle;
the mouth follows the mean of all targets weighted by dominance.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from face.arrays import Float64Array
from training.corpora.curves import gaussian_smooth
from training.corpora.espeak import Phoneme
from training.corpora.phonemes import PAUSE, Gesture, phoneme_gestures

STEEPNESS: Final = 2.0
"""How steeply dominance falls; the paper has 1, which gives kinks."""

DECAY_TIME: Final = 0.018
"""Seconds beyond the end of a sound after which its dominance is down to 1/e."""

FALL_TIME: Final = 0.1
"""Seconds within which dominance falls towards the end of a long sound or pause; before, it is 1."""

INERTIA: Final = 0.014
"""Standard deviation, in seconds, of the smoothing by the mass of lips and jaw."""


def mouth_trajectories(phonemes: Sequence[Phoneme], times: Float64Array, rate: float) -> Float64Array:
    """Return the motion of lips and jaw.

    Parameters
    ----------
    phonemes
        The speech; before the first and after the last the mouth rests.
    times
        `(T,)` s, regular at `rate`.
    rate
        Hz.

    Returns
    -------
    ndarray
        `(T, 5)` in the units of `phonemes.CHANNELS`.
    """
    sounds = [sound for phoneme in phonemes for sound in _timed_gestures(phoneme)]
    rests = [(PAUSE, times[0] - 1, phonemes[0].start), (PAUSE, phonemes[-1].end, times[-1] + 1)]
    blended = _blend([*sounds, *rests], times)
    return gaussian_smooth(blended, INERTIA * rate)


def _timed_gestures(phoneme: Phoneme) -> list[tuple[Gesture, float, float]]:
    parts = phoneme_gestures(phoneme.symbol)
    edges = np.linspace(phoneme.start, phoneme.end, len(parts) + 1)
    return [(part, edges[i], edges[i + 1]) for i, part in enumerate(parts)]


def _blend(sounds: Sequence[tuple[Gesture, float, float]], times: Float64Array) -> Float64Array:
    target = np.array([gesture.target for gesture, _, _ in sounds])
    strength = np.array([gesture.strength for gesture, _, _ in sounds])
    start, end = np.array([span for _, *span in sounds]).T
    half = (end - start) / 2
    fall = np.minimum(half, FALL_TIME)
    beyond_core = np.maximum(np.abs(times[:, None] - (start + end) / 2) - (half - fall), 0)
    distance = beyond_core / (fall + DECAY_TIME)
    dominance = np.exp(-(distance**STEEPNESS))[:, :, None] * strength
    return np.asarray((dominance * target).sum(axis=1) / dominance.sum(axis=1))
