"""The two programs behind the features: openSMILE's voice and spectral descriptors, librosa's MFCCs.

Importing this module loads both, which takes seconds. openSMILE belongs to audEERING; its licence allows research and
other non-commercial use only. It is installed by the user as a package of its own.
"""

from functools import cache
from typing import Final

import librosa
import numpy as np
import opensmile

from face.arrays import Float32Array
from synthesis.features import opensmile_config
from synthesis.features.feature_set import FRAME_RATE, MFCC_NAMES, SMILE_NAMES
from synthesis.recording import SAMPLE_RATE

HOP: Final = SAMPLE_RATE // int(FRAME_RATE)
"""Samples from frame to frame."""

SHORT_WINDOW: Final = SAMPLE_RATE * 25 // 1000
"""Samples in a short window (25 ms: spectrum, formants, MFCCs)."""

HALF_LONG_WINDOW: Final = SAMPLE_RATE * 30 // 1000
"""Half a long window (60 ms: F0, jitter, shimmer, harmonics), in samples."""

LAG: Final = 2
"""Frames by which openSMILE's short windows start later than its long ones to share a centre (17.5 ms = 2.1 frames)."""

SHORT_WINDOW_NAMES: Final = frozenset(
    name for name in SMILE_NAMES if name.endswith("sma3") or "frequency" in name or "bandwidth" in name
)
"""The descriptors of the short window: spectrum and formants."""


def opensmile_descriptors(samples: Float32Array, frames: int) -> Float32Array:
    """Return openSMILE's 19 descriptors, each window centred on its frame within 1 ms.

    Parameters
    ----------
    samples
        `(N,)` at 24 kHz.
    frames
        How many to return.

    Returns
    -------
    ndarray
        `(frames, 19)`; 0 where a descriptor of voiced speech finds none. Frames after openSMILE's last repeat it.
    """
    # openSMILE counts a window from its start: half a long window of silence in front centres the long ones.
    padded = np.pad(samples, HALF_LONG_WINDOW)
    table = _opensmile().process_signal(_clip_to_int16_range(padded), SAMPLE_RATE)
    columns = [_shift(table[name].to_numpy(), LAG if name in SHORT_WINDOW_NAMES else 0, frames) for name in SMILE_NAMES]
    return np.column_stack(columns).astype(np.float32)


def mfccs(samples: Float32Array, frames: int) -> Float32Array:
    """Return 25 mel-frequency cepstral coefficients by librosa, in windows of 25 ms centred on the frames.

    Parameters
    ----------
    samples
        `(N,)` at 24 kHz.
    frames
        How many to return; at most `N / 200`, rounded up.

    Returns
    -------
    ndarray
        `(frames, 25)`, in dB-scaled cepstral units as librosa gives them.
    """
    values = librosa.feature.mfcc(
        y=samples,
        sr=SAMPLE_RATE,
        n_mfcc=len(MFCC_NAMES),
        n_fft=1024,
        win_length=SHORT_WINDOW,
        hop_length=HOP,
        n_mels=40,
        fmin=20,
        fmax=8000,
    )
    return np.asarray(values.T[:frames], dtype=np.float32)


def _clip_to_int16_range(samples: Float32Array) -> Float32Array:
    # openSMILE takes 16-bit integers and lets louder samples wrap around.
    return np.clip(samples, -1, 1 - 2**-15)


def _shift(column: Float32Array, lag: int, frames: int) -> Float32Array:
    values = column[lag : lag + frames]
    return np.pad(values, (0, frames - len(values)), mode="edge")


@cache
def _opensmile() -> opensmile.Smile:
    return opensmile.Smile(feature_set=str(opensmile_config.config_path()), feature_level="lld")
