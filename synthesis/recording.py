"""Reads recordings as mono samples at one rate, says what was repaired, and rejects what can't be speech."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr

from face.arrays import Float32Array
from face.errors import InputError
from face.sound.channels import ChannelLevels, mix_channels
from face.sound.checks import check_samples
from face.sound.findings import SoundFinding, has_kind
from face.sound.limits import check_format, check_levels, header_findings, missing_findings
from face.sound.wave_header import SizedWaveFile, read_wave_header

SAMPLE_RATE: Final = 24_000
"""Samples per second inside the program: 200 for each frame at 120 Hz, so frames never drift."""

BLOCK_FRAMES: Final = 4096
"""Frames read at a time, a packet of FLAC: what comes before a damaged one is read."""

SOUND_SIGNATURES: Final = {b"RIFF": "WAV", b"OggS": "OGG", b"fLaC": "FLAC", b"ID3": "MP3", b"FORM": "AIFF"}
VIDEO_SIGNATURES: Final = {4: b"ftyp", 0: b"\x1aE\xdf\xa3", 8: b"AVI "}
"""Bytes at an offset by which MP4 and MOV, Matroska and WebM, and AVI are known."""


@dataclass(frozen=True, eq=False)
class Recording:
    """Samples `(N,)` at the file's own `rate` in Hz, and what a person should know about them."""

    samples: Float32Array
    rate: int
    findings: tuple[SoundFinding, ...]

    @property
    def seconds(self) -> float:
        """The length, s."""
        return len(self.samples) / self.rate

    @property
    def notes(self) -> tuple[str, ...]:
        """The findings as sentences."""
        return tuple(finding.sentence for finding in self.findings)


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
        `(N,)` samples, nominally -1 to 1, the mean of the channels that `decode` chooses; `N` is the duration times
        `rate`, rounded up.

    Raises
    ------
    InputError
        If the file is missing, broken, empty, shorter than 0.1 s, too long, not finite, or has an unlikely rate.
    """
    recording = decode(path)
    mono, file_rate = recording.samples, recording.rate
    length = -(-len(mono) * rate // file_rate)
    resampled = soxr.resample(mono, file_rate, rate) if file_rate != rate else mono
    return np.pad(resampled, (0, max(0, length - len(resampled))), mode="edge")[:length]


def decode(path: Path) -> Recording:
    """Read a recording at its own rate, with findings of what was repaired or is missing.

    Dead channels and channels of opposite phase are left out; a size missing from the header is found from the file's;
    of a damaged file, what comes before the damage is read.

    Raises
    ------
    InputError
        As `read`.
    """
    levels, rate, findings = _measure_channels(path)
    channels, channel_findings = levels.choose()
    with _open(path) as (file, _):
        samples = np.concatenate([mix_channels(block, channels, levels.gain) for block in _blocks(file)])
    return Recording(samples, rate, (*findings, *channel_findings))


def load(path: Path) -> Recording:
    """Read a recording as `decode` does, with findings of what is unlike speech, too."""
    recording = decode(path)
    return replace(recording, findings=(*recording.findings, *check_samples(recording.samples, recording.rate)))


def _measure_channels(path: Path) -> tuple[ChannelLevels, int, list[SoundFinding]]:
    """Decode a file to its end; return its levels, its sample rate, and what was found on the way."""
    with _open(path) as (file, findings):
        claimed, rate, levels = file.frames, file.samplerate, ChannelLevels(file.channels)
        check_format(path, claimed, rate)
        for block in _blocks(file):
            levels.add(block)
    check_levels(path, levels, rate)
    return levels, rate, findings + missing_findings(claimed / rate, levels.frames / rate)


def require_sound(path: Path) -> Recording:
    """Return a recording that a network can animate, as `load` reads it.

    Raises
    ------
    InputError
        As `load`, and if the recording is silent.
    """
    recording = load(path)
    if has_kind(recording.findings, "silence"):
        raise InputError(f"{path} is silent from beginning to end; record it again")
    return recording


def duration(path: Path) -> float:
    """Return the duration of the recording in seconds, from its header.

    Raises
    ------
    InputError
        As `read`, as far as the header shows it.
    """
    with _open(path) as (file, _):
        return check_format(path, file.frames, file.samplerate)


def _blocks(file: soundfile.SoundFile) -> Iterator[Float32Array]:
    """Yield the samples `(n, channels)` up to the end, or up to where they can't be decoded any more."""
    while True:
        try:
            block = file.read(BLOCK_FRAMES, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            return
        if not len(block):
            return
        yield block


@contextmanager
def _open(path: Path) -> Generator[tuple[soundfile.SoundFile, list[SoundFinding]]]:
    if not path.is_file():
        raise InputError(f"{path} is not a file; give the path of a recording")
    header, findings = read_wave_header(path), list[SoundFinding]()
    if header is not None:
        findings += header_findings(header)
    source = SizedWaveFile(path, header) if header and not header.has_size else path
    try:
        with soundfile.SoundFile(source) as file:
            yield file, findings
    except (soundfile.LibsndfileError, TypeError):  # TypeError: a raw file, without a header
        raise InputError(_unreadable_sentence(path)) from None
    finally:
        if isinstance(source, SizedWaveFile):
            source.close()


def _unreadable_sentence(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(16)
    if any(head[offset:].startswith(signature) for offset, signature in VIDEO_SIGNATURES.items()):
        return f"{path} is a video or an M4A file, from which no sound is read here; save its sound as WAV"
    for signature, name in SOUND_SIGNATURES.items():
        if head.startswith(signature):
            return (
                f"{path} begins like a sound file ({name}) but can't be read; it is damaged or cut off: copy it again"
            )
    return f"{path} is not a sound file that can be read; convert it to WAV"
