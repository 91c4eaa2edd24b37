"""Reads recordings as mono samples at one rate, and rejects what can't be speech."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr

from face.arrays import Float32Array
from face.errors import InputError

SAMPLE_RATE: Final = 24_000
"""Samples per second inside the program: 200 for each frame at 120 Hz, so frames never drift."""

MIN_SECONDS: Final = 0.1
MIN_RATE, MAX_RATE = 8_000, 192_000


def read(path: Path, rate: int = SAMPLE_RATE) -> Float32Array:
    """Read a recording.

    Parameters
    ----------
    path
        A sound file of any kind that libsndfile knows (WAV, FLAC, OGG, MP3, …), any number of channels.
    rate
        Samples per second to resample to, Hz.

    Returns
    -------
    ndarray
        `(N,)` samples, nominally -1 to 1, the channels' mean; `N` is the duration times `rate`, rounded up.

    Raises
    ------
    InputError
        If the file is missing, broken, empty, shorter than 0.1 s, not finite, or has an unlikely rate.
    """
    samples, file_rate = _decode(path)
    _check_format(path, len(samples), file_rate)
    mono = samples.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise InputError(f"{path} holds samples that are not finite numbers; export the recording again")
    length = -(-len(mono) * rate // file_rate)
    resampled = soxr.resample(mono, file_rate, rate) if file_rate != rate else mono
    return np.pad(resampled, (0, max(0, length - len(resampled))), mode="edge")[:length]


def duration(path: Path) -> float:
    """Return the duration of the recording in seconds, from its header.

    Raises
    ------
    InputError
        As `read`, as far as the header shows it.
    """
    with _open(path) as file:
        return _check_format(path, file.frames, file.samplerate)


def _decode(path: Path) -> tuple[Float32Array, int]:
    with _open(path) as file:
        return file.read(dtype="float32", always_2d=True), file.samplerate


@contextmanager
def _open(path: Path) -> Generator[soundfile.SoundFile]:
    if not path.is_file():
        raise InputError(f"{path} is not a file; give the path of a recording")
    try:
        with soundfile.SoundFile(path) as file:
            yield file
    except (soundfile.LibsndfileError, TypeError):  # TypeError: a raw file, without a header
        raise InputError(f"{path} is not a sound file that can be read; convert it to WAV") from None


def _check_format(path: Path, frames: int, rate: int) -> float:
    if not MIN_RATE <= rate <= MAX_RATE:
        raise InputError(f"{path} has a sample rate of {rate} Hz; {MIN_RATE} to {MAX_RATE} Hz are expected for speech")
    if frames == 0:
        raise InputError(f"{path} holds no sound; record it again")
    if frames < MIN_SECONDS * rate:
        raise InputError(f"{path} is {frames / rate:.3f} s long; at least {MIN_SECONDS} s of speech are needed")
    return frames / rate
