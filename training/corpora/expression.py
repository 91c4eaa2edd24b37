"""What the voice's melody does to the face: slow factors that raise brows, cheeks and the corners of the mouth.

Half-known on purpose: most of a factor can be heard (slow pitch, slow loudness, the rise of loudness), the rest
wanders on its own, so that no network can predict everything.
"""

from typing import Final

import librosa
import numpy as np
from numpy.typing import NDArray

from synthesis.features import FRAME_RATE
from synthesis.recording import SAMPLE_RATE
from training.corpora.curves import gaussian_smooth, smooth_noise

HOP: Final = SAMPLE_RATE // int(FRAME_RATE)
SLOW: Final = 0.15
"""Standard deviation of the window, in seconds: factors change over some 0.3 to 1 s."""

HIDDEN: Final = 0.3
"""The share of a factor's variance that can't be heard."""

JUMP: Final = 7
"""Semitones from a speaker's usual pitch beyond which the pitch found is not believed."""

FLOOR: Final = 1e-9
"""The weight of silence."""

Floats = NDArray[np.float64]


def expressive_factors(
    samples: NDArray[np.float32], frames: int, *, shared: bool, random: np.random.Generator
) -> Floats:
    """Return one factor for each of the three regions, `(frames, 3)`, each of mean 0 and about unit variance.

    Parameters
    ----------
    samples
        `(N,)` at 24 kHz.
    frames
        How many, at 120 Hz.
    shared
        Whether all regions follow the same factor; else each follows one of its own, uncorrelated with the others.
    random
        For what can't be heard.
    """
    heard = _contours(samples, frames)
    hidden = smooth_noise((frames, 3), SLOW * FRAME_RATE, random)
    each = np.sqrt(1 - HIDDEN) * heard + np.sqrt(HIDDEN) * hidden
    # The mean of three, brought back to the size of one, holds as much that can be heard as each alone.
    return np.tile(each.sum(axis=1, keepdims=True) / np.sqrt(3), 3) if shared else each


def _contours(samples: NDArray[np.float32], frames: int) -> Floats:
    loudness = librosa.feature.rms(y=samples, frame_length=1024, hop_length=HOP)[0, :frames].astype(np.float64)
    pitch = _slow_pitch(samples, loudness)
    slow = gaussian_smooth(loudness, SLOW * FRAME_RATE)
    return _uncorrelated(np.column_stack([pitch, slow, np.gradient(slow)]))


def _slow_pitch(samples: NDArray[np.float32], loudness: Floats) -> Floats:
    hertz = librosa.yin(samples, fmin=60, fmax=500, sr=SAMPLE_RATE, frame_length=1024, hop_length=HOP)
    semitones = 12 * np.log2(hertz[: len(loudness)])
    usual = np.median(semitones[loudness > np.median(loudness)])
    # Pitch counts as much as it is loud, so silence and voiceless sounds need no decision; far jumps are errors.
    weight = loudness**2 * (np.abs(semitones - usual) < JUMP) + FLOOR
    return gaussian_smooth(weight * semitones, SLOW * FRAME_RATE) / gaussian_smooth(weight, SLOW * FRAME_RATE)


def _uncorrelated(columns: Floats) -> Floats:
    """Return columns of mean 0 and variance 1; each keeps what the ones before it do not hold (Gram-Schmidt)."""
    orthogonal, triangle = np.linalg.qr(columns - columns.mean(axis=0))
    return np.asarray(orthogonal * np.sign(np.diag(triangle)) * np.sqrt(len(columns)))
