"""Opens text files in the encodings that spreadsheets and recorders write, and reads their lines in bounded memory."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from face.errors import InputError

MAX_LINE: Final = 1_000_000
"""Characters of the longest line that is read."""
_HEAD: Final = 512


def open_text(path: Path) -> TextIO:
    """Open a text file in UTF-8 or UTF-16, with or without byte order mark; undecodable bytes become U+FFFD.

    Raises
    ------
    OSError
        If the file can't be opened.
    """
    file = path.open("rb")
    return io.TextIOWrapper(file, encoding=_encoding(file.peek(_HEAD)[:_HEAD]), errors="replace", newline="")


def bounded_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of a file with their ends.

    Raises
    ------
    InputError
        If a line is longer than `MAX_LINE`.
    """
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise InputError(f"line {number}: is longer than {MAX_LINE} characters; this is no table of frames")
        yield line


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return "utf-16-le"
    if head[:1] == b"\0" and head[1:2] != b"\0":
        return "utf-16-be"
    return "utf-8-sig"
