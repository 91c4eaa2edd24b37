"""Finds and runs the ffmpeg program; the only file that imports imageio_ffmpeg."""

import functools
import subprocess
from pathlib import Path

import imageio_ffmpeg

from face.errors import InputError


@functools.cache
def program() -> str:
    """Return the path of the ffmpeg program, or raise InputError that says how to get it."""
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        raise InputError("ffmpeg is missing; install it with `pip install imageio-ffmpeg`") from None


@functools.cache
def version() -> str:
    """Return the version of the ffmpeg program."""
    return str(imageio_ffmpeg.get_ffmpeg_version()) if program() else ""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ffmpeg to its end without input and return what it wrote."""
    return subprocess.run(
        [program(), "-hide_banner", "-nostdin", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def output(*arguments: str) -> tuple[bytes, str]:
    """Run ffmpeg to its end without input and return the bytes that it wrote to its output, and what it said."""
    command = [program(), "-hide_banner", "-nostdin", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.stdout, done.stderr.decode("utf-8", "replace")


def local(path: Path) -> str:
    """Return `path` so that ffmpeg can only take it for a local file, never for another protocol or an option."""
    return f"file:{path}"
