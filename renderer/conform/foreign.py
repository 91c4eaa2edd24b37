"""Files that others made are opened with care: as one of a few kinds of video, and nothing that they point to."""

from pathlib import Path
from typing import Final

from renderer import ffmpeg

KINDS: Final = ("mov", "matroska", "avi")
"""ffmpeg's names for MP4, MOV and M4V; for MKV and WebM; for AVI. A playlist, which names other files, is none."""


def opened(path: Path) -> list[str]:
    """Return the arguments that open a foreign video."""
    return ["-protocol_whitelist", "file", "-format_whitelist", ",".join(KINDS), "-i", ffmpeg.local(path)]
