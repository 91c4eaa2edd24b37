"""How prosody moves the face: slow factors that raise brows, cheeks and the corners of the mouth.

A factor is only partly predictable, on purpose: most of it is in the sound (slow pitch, slow loudness, the rise of
loudness), the rest is random, so that no network can predict everything.
"""

from typing import Final

import librosa
import numpy as np

from face.arrays import Float32Array, Float64Array
from synthesis.features import FRAME_RATE
from synthesis.recording import SAMPLE_RATE
from training.corpora.curves import gaussian_smooth, smooth_noise

HOP: Final = SAMPLE_RATE // int(FRAME_RATE)
SMOOTHNESS: Final = 0.15
"""Standard deviation of the window, in seconds: factors change over some 0.3 to 1 s."""

INAUDIBLE_SHARE: Final = 0.3
"""The share of a factor's variance that is not in the sound."""

MAX_PITCH_DEVIATION: Final = 7
"""Semitones from a speaker's median pitch beyond which an estimate counts as an error."""

SILENCE_WEIGHT: Final = 1e-9
"""The weight of silence, so that no weighted mean divides by 0."""


def expressive_factors(
    samples: Float32Array, frames: int, *, shared: bool, random: np.random.Generator
) -> Float64Array:
    """Return one factor for each of the three regions, of mean 0 and about unit variance.

    Parameters
    ----------
    samples
        `(N,)` at 24 kHz.
    frames
        How many, at 120 Hz.
    shared
        Whether all regions follow the same factor; else each follows one of its own, uncorrelated with the others.
    random
        For the part that is not in the sound.

    Returns
    -------
    ndarray
        `(frames, 3)`.
    """
    audible = _prosody_contours(samples, frames)
    inaudible = smooth_noise((frames, 3), SMOOTHNESS * FRAME_RATE, random)
    factors = np.sqrt(1 - INAUDIBLE_SHARE) * audible + np.sqrt(INAUDIBLE_SHARE) * inaudible
    # The sum of three, scaled back to unit variance, is as audible as each alone.
    return np.tile(factors.sum(axis=1, keepdims=True) / np.sqrt(3), 3) if shared else factors


def _prosody_contours(samples: Float32Array, frames: int) -> Float64Array:
    loudness = librosa.feature.rms(y=samples, frame_length=1024, hop_length=HOP)[0, :frames].astype(np.float64)
    pitch = _slow_pitch(samples, loudness)
    slow = gaussian_smooth(loudness, SMOOTHNESS * FRAME_RATE)
    return _decorrelate(np.column_stack([pitch, slow, np.gradient(slow)]))


def _slow_pitch(samples: Float32Array, loudness: Float64Array) -> Float64Array:
    hertz = librosa.yin(samples, fmin=60, fmax=500, sr=SAMPLE_RATE, frame_length=1024, hop_length=HOP)
    semitones = 12 * np.log2(hertz[: len(loudness)])
    median = np.median(semitones[loudness > np.median(loudness)])
    # Pitch is weighted by loudness, so that silence and voiceless sounds hardly count; large deviations are errors.
    weight = loudness**2 * (np.abs(semitones - median) < MAX_PITCH_DEVIATION) + SILENCE_WEIGHT
    return gaussian_smooth(weight * semitones, SMOOTHNESS * FRAME_RATE) / gaussian_smooth(
        weight, SMOOTHNESS * FRAME_RATE
    )


def _decorrelate(columns: Float64Array) -> Float64Array:
    """Return uncorrelated columns of mean 0 and variance 1 (Gram-Schmidt, in the given order)."""
    orthogonal, triangle = np.linalg.qr(columns - columns.mean(axis=0))
    return np.asarray(orthogonal * np.sign(np.diag(triangle)) * np.sqrt(len(columns)))
