"""A recording's 44 features at exactly 120 Hz, joined from two programs so that their frames mean the same time."""

from importlib.metadata import version
from pathlib import Path

import numpy as np

from synthesis import recording
from synthesis.features.record import FEATURE_NAMES, FRAME_RATE, Features

HOP = recording.SAMPLE_RATE // int(FRAME_RATE)


def extract_features(path: Path) -> Features:
    """Compute the features of a recording.

    Parameters
    ----------
    path
        A sound file; see `synthesis.recording.read`.

    Returns
    -------
    `(T, 44)` features at 120 Hz, `T` = 120 times the duration, rounded up; frame `i` is centred on `i / 120` s.

    Raises
    ------
    InputError
        If the recording can't be used.
    """
    from synthesis.features import mfcc, smile  # noqa: PLC0415 - they load librosa and openSMILE, seconds of work

    samples = recording.read(path)
    frames = -(-len(samples) // HOP)
    values = np.hstack([smile.opensmile_descriptors(samples, frames), mfcc.mfccs(samples, frames)])
    return Features(values, FEATURE_NAMES, feature_backend())


def feature_backend() -> str:
    """Return the programs behind the features with their versions; a checkpoint remembers it."""
    return f"opensmile {version('opensmile')} eGeMAPSv01b, librosa {version('librosa')}"
