"""Finds and runs the ffmpeg program; the only file that imports imageio_ffmpeg, and only when it is needed."""

import functools
import subprocess
from pathlib import Path

from face.errors import InputError


@functools.cache
def program() -> str:
    """Return the path of the ffmpeg program, or raise InputError that says how to get it."""
    try:
        import imageio_ffmpeg  # noqa: PLC0415 - a site that only serves videos is installed without it

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise InputError("ffmpeg is missing; install it with `make setup PARTS=web,video`") from None


@functools.cache
def version() -> str:
    """Return the version of the ffmpeg program."""
    words = subprocess.run([program(), "-version"], capture_output=True, encoding="utf-8", check=False).stdout.split()
    return words[2] if len(words) > 2 else ""


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
