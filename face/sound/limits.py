"""What a sound file must be to be read at all, and whether it is as long as it claims."""

from pathlib import Path
from typing import Final

from face.errors import InputError
from face.sound.channels import ChannelLevels
from face.sound.findings import SoundFinding
from face.sound.wave_header import WaveHeader

MIN_SECONDS: Final = 0.1
MIN_RATE, MAX_RATE = 8_000, 192_000
MAX_FRAMES: Final = 2**28
"""Samples of one channel that fit into memory: 93 minutes at 48 kHz."""

MISSING_TOLERANCE: Final = 0.1
"""Seconds that headers of compressed files may claim too much."""


def check_format(path: Path, frames: int, rate: int) -> float:
    """Return the length in s of a sound of `frames` samples at `rate` Hz, or raise InputError if it is unfit."""
    if not MIN_RATE <= rate <= MAX_RATE:
        raise InputError(f"{path} has a sample rate of {rate} Hz; {MIN_RATE} to {MAX_RATE} Hz are expected for speech")
    if frames > MAX_FRAMES:
        raise InputError(f"{path} lasts {frames / rate / 60:.0f} minutes; cut it into recordings of at most an hour")
    if frames == 0:
        raise InputError(f"{path} holds no sound; record it again")
    if frames < MIN_SECONDS * rate:
        raise InputError(f"{path} is {frames / rate:.3f} s long; at least {MIN_SECONDS} s of speech are needed")
    return frames / rate


def check_levels(path: Path, levels: ChannelLevels, rate: int) -> None:
    """Raise InputError if what was decoded is unfit: its length, or samples that are no numbers."""
    check_format(path, levels.frames, rate)
    if levels.first_invalid is not None:
        raise InputError(
            f"{path} holds samples that are not finite numbers, the first at {levels.first_invalid / rate:.3f} s; "
            "export the recording again"
        )


def header_findings(header: WaveHeader) -> list[SoundFinding]:
    """Return a finding if the header of a WAV file gives no size, or a greater one than there is."""
    if not header.has_size:
        sentence = f"its header does not say how long it is; all {header.seconds:.2f} s that are there are read"
        return [SoundFinding("no_size", sentence)]
    return missing_findings(header.seconds + header.missing_seconds, header.seconds)


def missing_findings(claimed: float, seconds: float) -> list[SoundFinding]:
    """Return a finding if a file that claims a length holds less, both in s."""
    if claimed - seconds <= MISSING_TOLERANCE:
        return []
    return [SoundFinding("truncated", f"it is cut off: it lacks {claimed - seconds:.1f} of {claimed:.1f} s")]
