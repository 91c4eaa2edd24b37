"""The text of a `.fap` file, line by line: header, masks and values, with the deviations that real programs write."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float64Array
from face.errors import InputError
from face.high_level_faps import MAX_INTENSITY

VERSION: Final = "2.1"
DEFAULT_RATE: Final = 25.0
"""Frames per second where a file has no header, Hz."""
RATE_DIFFERENCE: Final = 1e-3
"""A given rate that differs by more from the header's is named."""
EXACT_RATE: Final = "# fps_exact="
"""How the comment begins that holds a rate which is no whole number."""

MASK_BITS: Final = 68
VALUE_COUNTS: Final = (4, 6) + (1,) * 66
"""How many values each mask bit stands for: viseme, expression, then the low-level FAPs."""
HIGH_LEVEL: Final = 10
"""Values of viseme and expression, before those of the low-level FAPs."""

MAX_INDEX: Final = 2**53


@dataclass(frozen=True)
class _Line:
    """A line with content, and its number in the file."""

    number: int
    text: str


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame: its index, its mask `(68,)` and its values `(76,)`, 0 where the mask is 0."""

    index: int
    mask: BoolArray
    values: Float64Array


@dataclass
class ParseState:
    """What the parser has read besides the frames; `line_count` is the number of lines so far."""

    rate: float = DEFAULT_RATE
    exact_rate: float | None = None
    given_rate: float | None = None
    announced_frames: int | None = None
    line_count: int = 0
    notes: dict[str, str] = field(default_factory=dict)

    def note(self, kind: str, message: str) -> None:
        """Keep the first note of its kind."""
        self.notes.setdefault(kind, message)


def parse_frames(lines: Iterable[str], state: ParseState) -> Iterator[Frame]:
    """Yield the frames of a file; an InputError begins with the number of the line."""
    content = _content_lines(lines, state)
    first = next(content, None)
    if first is None:
        raise InputError("line 1: the file is empty")
    body = _parse_header(first, content, state)
    for mask_line in body:
        value_line = next(body, None)
        mask = _parse_mask(mask_line, state)
        if value_line is None:
            raise InputError(f"line {mask_line.number}: the file ends after a mask; its values are missing")
        yield _parse_values(mask, value_line, state)


def _content_lines(lines: Iterable[str], state: ParseState) -> Iterator[_Line]:
    """Yield the lines that are neither empty nor comments; one comment holds the exact rate."""
    for number, line in enumerate(lines, 1):
        state.line_count = number
        text = line.strip()
        if text.startswith(EXACT_RATE):
            state.exact_rate = _positive_number(text.removeprefix(EXACT_RATE)) or state.exact_rate
        elif text and not text.startswith("#"):
            yield _Line(number, text)


def _parse_header(first: _Line, rest: Iterator[_Line], state: ParseState) -> Iterator[_Line]:
    """Read the header from the first line; return the lines that follow it (all, if there is no header)."""
    words = first.text.split()
    given = state.given_rate
    assumed = f"{given or DEFAULT_RATE:g} frames per second are {'given' if given else 'assumed'}"
    if _mask_bits(first.text) is not None:
        state.note("header", f"the file has no header; {assumed}")
        return chain([first], rest)
    if len(words) == 1:
        state.note("header", f"line {first.number}: one number instead of a header; {assumed}")
        return rest
    try:
        rate, state.announced_frames = float(words[-2]), int(words[-1])
    except ValueError:
        raise InputError(f"line {first.number}: neither a header (version name rate frames) nor a mask") from None
    if not (math.isfinite(rate) and rate > 0):
        raise InputError(f"line {first.number}: the rate must be above 0 frames per second, not {words[-2]}")
    if words[0] != VERSION:
        state.note("version", f"line {first.number}: version {words[0]} is read as {VERSION}")
    if given and abs(given / (state.exact_rate or rate) - 1) > RATE_DIFFERENCE:
        state.note("rate", f"the header says {rate:g} frames per second; {given:g} are given and taken")
    state.rate = rate
    return rest


def _positive_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None


@lru_cache(maxsize=64)
def _mask_bits(text: str) -> tuple[bool, ...] | None:
    """Return a mask's bits, or None if the line is none; cached, because files repeat a few masks."""
    words = text.split()
    if len(words) < MASK_BITS or any(word not in ("0", "1") for word in words):
        return None
    return tuple(word == "1" for word in words)


def _parse_mask(line: _Line, state: ParseState) -> BoolArray:
    bits = _mask_bits(line.text)
    if bits is None or len(bits) > MASK_BITS + 1:
        raise InputError(f"line {line.number}: a mask of {MASK_BITS} zeros and ones is expected")
    if len(bits) == MASK_BITS + 1:
        if bits[-1]:
            raise InputError(f"line {line.number}: the mask sets a 69th FAP, which does not exist")
        state.note("columns", f"line {line.number}: a mask has {MASK_BITS + 1} columns; the last is left out")
    return np.array(bits[:MASK_BITS])


def _parse_values(mask: BoolArray, line: _Line, state: ParseState) -> Frame:
    words = line.text.split()
    try:
        index, values = int(float(words[0])), [float(word) for word in words[1:]]
    except (ValueError, OverflowError):
        raise InputError(f"line {line.number}: a value is not a number") from None
    if abs(index) > MAX_INDEX:
        raise InputError(f"line {line.number}: {words[0]} can't be a frame's index")
    expected = int(np.dot(mask, VALUE_COUNTS))
    if mask[0] and len(values) == expected - 3:
        state.note("viseme", f"line {line.number}: the viseme has one value instead of four")
        values[1:1] = [0.0, float(MAX_INTENSITY), 0.0]
    if len(values) != expected:
        raise InputError(f"line {line.number}: the mask asks for {expected} values, {len(values)} are given")
    row = np.zeros(sum(VALUE_COUNTS))
    row[np.repeat(mask, VALUE_COUNTS)] = values
    return Frame(index, mask, row)
