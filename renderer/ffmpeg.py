"""Finds and runs the ffmpeg program; the only file that imports imageio_ffmpeg, and only when it is needed."""

import functools
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from face.errors import InputError
from face.progress import ProgressCallback

CONTAINER_FORMATS: Final = ("mov", "matroska", "avi", "mpeg", "mpegts", "asf", "flv", "ogg")
"""ffmpeg's names for MP4, MOV and M4V; MKV and WebM; AVI; MPG; MTS and TS; WMV; FLV; OGV.

Playlists are not among them: they can name other files.
"""

SOUND_FORMATS: Final = (
    *(*CONTAINER_FORMATS, "wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac", "amr", "ape", "wv", "tta"),
    *("voc", "ac3", "eac3", "dts"),
)
"""ffmpeg's names for files with sound that refer to no other file."""


@functools.cache
def executable() -> str:
    """Return the path of the ffmpeg program; raise InputError with the command that installs it if it is missing."""
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - a site that only serves videos is installed without it

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise InputError("ffmpeg is missing; install it with `make setup PARTS=web,video`") from None


@functools.cache
def version() -> str:
    """Return the version of the ffmpeg program."""
    command = [executable(), "-version"]
    words = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.split()
    return words[2] if len(words) > 2 else ""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ffmpeg to its end without input and return its output as text."""
    return subprocess.run(
        _command(arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def run_with_progress(*arguments: str, frames: int, progress: ProgressCallback) -> subprocess.CompletedProcess[str]:
    """Run ffmpeg to its end without input, and report the share of `frames` pictures that it has written."""
    command = _command(("-progress", "pipe:1", "-nostats", *arguments))
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        with process, stopped_at_last(process):
            for line in process.stdout or ():
                key, _, value = line.partition("=")
                if key == "frame" and value.strip().isdigit():
                    progress(min(1.0, int(value) / frames), f"frame {int(value)} of {frames}")
        log.seek(0)
        return subprocess.CompletedProcess(command, process.returncode, "", log.read().decode("utf-8", "replace"))


@contextmanager
def stopped_at_last(process: "subprocess.Popen[str]") -> Generator[None]:
    """Kill a process if the block fails."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def run_for_bytes(*arguments: str) -> tuple[bytes, str]:
    """Run ffmpeg to its end without input and return the bytes it wrote to standard output, and its log."""
    finished = subprocess.run(_command(arguments), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return finished.stdout, finished.stderr.decode("utf-8", "replace")


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [executable(), "-hide_banner", "-nostdin", *arguments]


def file_url(path: Path) -> str:
    """Return `path` so that ffmpeg can only take it for a local file, never for another protocol or an option."""
    return f"file:{path}"


def untrusted_video_input(path: Path) -> list[str]:
    """Return the arguments that open a video from outside: a known container format that refers to no other file."""
    return ["-protocol_whitelist", "file", "-format_whitelist", ",".join(CONTAINER_FORMATS), "-i", file_url(path)]


def audio_input(path: Path) -> list[str]:
    """Return the arguments that open a sound file: a known format that refers to no other file."""
    return ["-protocol_whitelist", "file", "-format_whitelist", ",".join(SOUND_FORMATS), "-i", file_url(path)]
