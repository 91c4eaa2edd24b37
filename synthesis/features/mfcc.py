"""Mel-frequency cepstral coefficients by librosa."""

import librosa
import numpy as np
from numpy.typing import NDArray

from synthesis.features.record import FRAME_RATE, MFCC_NAMES
from synthesis.recording import SAMPLE_RATE

HOP = SAMPLE_RATE // int(FRAME_RATE)
WINDOW = SAMPLE_RATE * 25 // 1000


def mfccs(samples: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Return 25 MFCCs in windows of 25 ms, centred on the frames.

    Parameters
    ----------
    samples
        `(N,)` at 24 kHz.
    frames
        How many to return; at most `N / 200`, rounded up.

    Returns
    -------
    `(frames, 25)`, in dB-scaled cepstral units as librosa gives them.
    """
    values = librosa.feature.mfcc(
        y=samples,
        sr=SAMPLE_RATE,
        n_mfcc=len(MFCC_NAMES),
        n_fft=1024,
        win_length=WINDOW,
        hop_length=HOP,
        n_mels=40,
        fmin=20,
        fmax=8000,
    )
    return np.asarray(values.T[:frames], dtype=np.float32)
