"""A recording's 44 features at exactly 120 Hz, computed by two programs whose frames are aligned."""

from importlib.metadata import version
from pathlib import Path

import numpy as np

from synthesis import recording
from synthesis.features.feature_set import FEATURE_NAMES, FRAME_RATE, Features

HOP = recording.SAMPLE_RATE // int(FRAME_RATE)


def extract_features(path: Path) -> Features:
    """Compute the features of a recording.

    Parameters
    ----------
    path
        A sound file; see `synthesis.recording.read`.

    Returns
    -------
    Features
        `(T, 44)` at 120 Hz, `T` = 120 times the duration, rounded up; frame `i` is centred on `i / 120` s.

    Raises
    ------
    InputError
        If the recording can't be used.
    """
    from synthesis.features import descriptors  # noqa: PLC0415 - loads librosa and openSMILE, seconds of work

    samples = recording.read(path)
    frames = -(-len(samples) // HOP)
    values = np.hstack([descriptors.opensmile_descriptors(samples, frames), descriptors.mfccs(samples, frames)])
    return Features(values, FEATURE_NAMES, feature_backend())


def feature_backend() -> str:
    """Return the programs behind the features with their versions; a checkpoint remembers it."""
    return f"opensmile {version('opensmile')} eGeMAPSv01b, librosa {version('librosa')}"
