"""Sound in: reads a recording as mono samples at one rate, and refuses in one sentence what is no speech."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from face.errors import InputError

SAMPLE_RATE: Final = 24_000
"""Samples per second inside the program: 200 for each frame at 120 Hz, so frames never drift."""

SHORTEST: Final = 0.1
LOWEST, HIGHEST = 8_000, 192_000


def read(path: Path, rate: int = SAMPLE_RATE) -> NDArray[np.float32]:
    """Read a recording.

    Parameters
    ----------
    path
        A sound file of any kind that libsndfile knows (WAV, FLAC, OGG, MP3, …), any number of channels.
    rate
        Samples per second to resample to, Hz.

    Returns
    -------
    `(N,)` samples, nominally -1 to 1, the channels' mean; `N` is the duration times `rate`, rounded up.

    Raises
    ------
    InputError
        If the file is missing, broken, empty, shorter than 0.1 s, not finite, or has an unlikely rate.
    """
    samples, own_rate = _decoded(path)
    _checked(path, len(samples), own_rate)
    mono = samples.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise InputError(f"{path} holds samples that are not finite numbers; export the recording again")
    wanted = -(-len(mono) * rate // own_rate)
    resampled = soxr.resample(mono, own_rate, rate) if own_rate != rate else mono
    return np.pad(resampled, (0, max(0, wanted - len(resampled))), mode="edge")[:wanted]


def duration(path: Path) -> float:
    """Return how long the recording lasts, in seconds, by its header.

    Raises
    ------
    InputError
        As `read`, as far as the header tells.
    """
    with _opened(path) as file:
        return _checked(path, file.frames, file.samplerate)


def _decoded(path: Path) -> tuple[NDArray[np.float32], int]:
    with _opened(path) as file:
        return file.read(dtype="float32", always_2d=True), file.samplerate


@contextmanager
def _opened(path: Path) -> Generator[soundfile.SoundFile]:
    if not path.is_file():
        raise InputError(f"{path} is not a file; name a recording")
    try:
        with soundfile.SoundFile(path) as file:
            yield file
    except (soundfile.LibsndfileError, TypeError):  # TypeError: a raw file, without a header
        raise InputError(f"{path} is not a sound file that can be read; convert it to WAV") from None


def _checked(path: Path, frames: int, rate: int) -> float:
    if not LOWEST <= rate <= HIGHEST:
        raise InputError(f"{path} has {rate} samples a second; {LOWEST} to {HIGHEST} are expected for speech")
    if frames == 0:
        raise InputError(f"{path} holds no sound; record it again")
    if frames < SHORTEST * rate:
        raise InputError(f"{path} is {frames / rate:.3f} s long; at least {SHORTEST} s of speech are needed")
    return frames / rate
