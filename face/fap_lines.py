"""The lines of a FAP file: header, masks and values, as programs really write them, one frame at a time."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.presets import MAX_INTENSITY

COLUMNS: Final = 68
WIDTHS: Final = (4, 6) + (1,) * 66
VERSION: Final = "2.1"
DEFAULT_RATE: Final = 25.0
LARGEST_INDEX: Final = 2**53
EXACT: Final = "# fps_exact="


@dataclass(frozen=True)
class Line:
    """A line that says something, and its number in the file."""

    number: int
    text: str


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame: its index, its mask `(68,)` and its values `(76,)`, 0 where the mask is 0."""

    index: int
    mask: NDArray[np.bool_]
    values: NDArray[np.float64]


@dataclass
class Notes:
    """What is learned besides the frames; `lines` counts the lines so far, `warnings` are by their kind, each once."""

    rate: float = DEFAULT_RATE
    exact: float | None = None
    announced: int | None = None
    lines: int = 0
    warnings: dict[str, str] = field(default_factory=dict)

    def warn(self, kind: str, sentence: str) -> None:
        """Keep the first warning of its kind."""
        self.warnings.setdefault(kind, sentence)


def frames(lines: Iterable[str], notes: Notes) -> Iterator[Frame]:
    """Give the frames of a file.

    Raises
    ------
    InputError
        If a line can't be read; the sentence begins with its number.
    """
    telling = _telling(lines, notes)
    first = next(telling, None)
    if first is None:
        raise InputError("line 1: the file is empty")
    rest = _after_header(first, telling, notes)
    for mask in rest:
        values = next(rest, None)
        given = _mask(mask, notes)
        if values is None:
            raise InputError(f"line {mask.number}: the file ends after a mask; its values are missing")
        yield _frame(given, values, notes)


def _telling(lines: Iterable[str], notes: Notes) -> Iterator[Line]:
    """Give the lines that are neither empty nor comments; one comment holds the exact rate."""
    for number, line in enumerate(lines, 1):
        notes.lines = number
        text = line.strip()
        if text.startswith(EXACT):
            notes.exact = _positive(text.removeprefix(EXACT)) or notes.exact
        elif text and not text.startswith("#"):
            yield Line(number, text)


def _after_header(first: Line, rest: Iterator[Line], notes: Notes) -> Iterator[Line]:
    words = first.text.split()
    assumed = f"{DEFAULT_RATE:g} frames per second are assumed"
    if _bits(first.text) is not None:
        notes.warn("header", f"the file has no header; {assumed}")
        return chain([first], rest)
    if len(words) == 1:
        notes.warn("header", f"line {first.number}: one number instead of a header; {assumed}")
        return rest
    try:
        rate, notes.announced = float(words[-2]), int(words[-1])
    except ValueError:
        raise InputError(f"line {first.number}: neither a header (version name rate frames) nor a mask") from None
    if not (math.isfinite(rate) and rate > 0):
        raise InputError(f"line {first.number}: the rate must be above 0 frames per second, not {words[-2]}")
    if words[0] != VERSION:
        notes.warn("version", f"line {first.number}: version {words[0]} is read as {VERSION}")
    notes.rate = rate
    return rest


def _positive(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if math.isfinite(rate) and rate > 0 else None


@lru_cache(maxsize=64)
def _bits(text: str) -> tuple[bool, ...] | None:
    """Return a mask's bits, or None if the line is none; files repeat few masks, so they are remembered."""
    words = text.split()
    if len(words) < COLUMNS or any(word not in ("0", "1") for word in words):
        return None
    return tuple(word == "1" for word in words)


def _mask(line: Line, notes: Notes) -> NDArray[np.bool_]:
    bits = _bits(line.text)
    if bits is None or len(bits) > COLUMNS + 1:
        raise InputError(f"line {line.number}: a mask of {COLUMNS} zeros and ones is expected")
    if len(bits) == COLUMNS + 1:
        if bits[-1]:
            raise InputError(f"line {line.number}: the mask sets a 69th FAP, which does not exist")
        notes.warn("columns", f"line {line.number}: a mask has {COLUMNS + 1} columns; the last is left out")
    return np.array(bits[:COLUMNS])


def _frame(mask: NDArray[np.bool_], line: Line, notes: Notes) -> Frame:
    words = line.text.split()
    try:
        index, values = int(float(words[0])), [float(word) for word in words[1:]]
    except (ValueError, OverflowError):
        raise InputError(f"line {line.number}: a value is not a number") from None
    if abs(index) > LARGEST_INDEX:
        raise InputError(f"line {line.number}: {words[0]} can't be a frame's index")
    expected = int(np.dot(mask, WIDTHS))
    if mask[0] and len(values) == expected - 3:
        notes.warn("viseme", f"line {line.number}: the viseme has one value instead of four")
        values[1:1] = [0.0, float(MAX_INTENSITY), 0.0]
    if len(values) != expected:
        raise InputError(f"line {line.number}: the mask asks for {expected} values, {len(values)} are given")
    row = np.zeros(sum(WIDTHS))
    row[np.repeat(mask, WIDTHS)] = values
    return Frame(index, mask, row)
