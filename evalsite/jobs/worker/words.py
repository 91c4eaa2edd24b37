"""What the owner of a failed job reads."""

import errno
from collections.abc import Iterator
from typing import Final

FULL: Final = (errno.ENOSPC, errno.EDQUOT)
FULL_WORDS: Final = ("No space left on device", "disk is full", "Disk quota exceeded")


def sentence(error: BaseException) -> str:
    """Return what went wrong and what to do, for an error that is no InputError."""
    if any(map(_is_full_disk, _causes(error))):
        return "the disk is full, and nothing was kept of this attempt; make room, then try again"
    return f"{type(error).__name__}: {error} (the worker's log says more; it may help to try again)"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_full_disk(error: BaseException) -> bool:
    # A program that we run, such as ffmpeg, tells it in words.
    return getattr(error, "errno", None) in FULL or any(words in str(error) for words in FULL_WORDS)
