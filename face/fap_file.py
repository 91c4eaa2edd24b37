"""Reads and writes `.fap` files (MPEG-4 FAP text, version 2.1), also those that other programs write loosely.

A file is a header `version name rate frames`, then for each frame a line of 68 mask bits and a line with the frame's
index and one value for each bit (four for the viseme, six for the expression). The reader repairs the deviations that
real programs are known to produce and reports them as notes; the writer is strict.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array, IntArray
from face.errors import InputError
from face.faps import FAPS
from face.high_level_faps import MAX_INTENSITY
from face.motion import FapMotion, hold_last_value
from face.text_file import bounded_lines, open_text

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
LOW: Final = np.array([0] * HIGH_LEVEL + [fap.low for fap in FAPS])
HIGH: Final = np.array([MAX_INTENSITY] * HIGH_LEVEL + [fap.high for fap in FAPS])

MAX_VALUE: Final = 1e9
"""Larger values count as infinite."""
MAX_INDEX: Final = 2**53
MAX_FRAMES: Final = 2_000_000
"""More frames are refused, so that no file needs more than about 1 GB of memory."""
BLOCK_FRAMES: Final = 4096
"""Frames stored together while reading, so that a file of a million frames needs memory for its numbers only."""


@dataclass(frozen=True)
class FapFile:
    """The motion in a file, and a note for each thing that had to be repaired to read it."""

    motion: FapMotion
    notes: tuple[str, ...]


def write(motion: FapMotion, path: Path, *, name: str = "facestudy") -> None:
    """Write FAPs 3-68 as strict MPEG-4 text: integers, LF, a mask bit only where a FAP is driven."""
    path.write_text(to_text(motion, name=name), encoding="ascii", newline="\n")


def to_text(motion: FapMotion, *, name: str = "facestudy") -> str:
    """Return the text that `write` writes."""
    is_whole = motion.rate.is_integer()
    rate = int(motion.rate) if is_whole else round(motion.rate, 3)
    exact_rate = [] if is_whole else [f"{EXACT_RATE}{motion.rate!r}"]
    title = "_".join(name.replace("\\", "/").rpartition("/")[2].split()) or "facestudy"
    lines = [*exact_rate, f"{VERSION} {title} {rate} {len(motion)}"]
    for index, (driven, values) in enumerate(zip(motion.driven, motion.values, strict=True)):
        lines.append("0 0 " + " ".join("1" if bit else "0" for bit in driven))
        lines.append(" ".join([str(index), *(str(round(float(value))) for value in values[driven])]))
    return "\n".join(lines) + "\n"


def read(path: Path, *, rate: float | None = None) -> FapFile:
    """Read a FAP file; its frames per second may be given as `rate`, Hz.

    Raises
    ------
    InputError
        If the file can't be read; the message names the line.
    """
    try:
        with open_text(path) as file:
            return _read_lines(bounded_lines(file), rate)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except InputError as error:
        raise InputError(f"{path}, {error}") from None


def parse(text: str) -> FapFile:
    """Read a FAP file from its text; errors name the line."""
    return _read_lines(text.splitlines())


@dataclass(frozen=True)
class _Line:
    """A line with content, and its number in the file."""

    number: int
    text: str


@dataclass(frozen=True, eq=False)
class _Frame:
    """One frame: its index, its mask `(68,)` and its values `(76,)`, 0 where the mask is 0."""

    index: int
    mask: BoolArray
    values: Float64Array


@dataclass
class _ParseState:
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


@dataclass(frozen=True, eq=False)
class _FrameTable:
    """All frames: indices `(T,)`, masks `(T, 68)`, values `(T, 76)`."""

    indices: IntArray
    masks: BoolArray
    values: Float32Array


def _read_lines(lines: Iterable[str], rate: float | None = None) -> FapFile:
    state = _ParseState(given_rate=rate)
    table = _read_table(lines, state)
    if state.announced_frames not in (None, len(table.indices)):
        state.note(
            "count", f"the header announces {state.announced_frames} frames, the file holds {len(table.indices)}"
        )
    motion = _motion_from_table(table, state)
    return FapFile(motion, tuple(state.notes.values()))


def _read_table(lines: Iterable[str], state: _ParseState) -> _FrameTable:
    indices: list[int] = []
    masks: list[BoolArray] = []
    values: list[Float32Array] = []
    for frame in _parse_frames(lines, state):
        if len(indices) == MAX_FRAMES:
            raise InputError(f"line {state.line_count}: the file holds more than {MAX_FRAMES} frames; split it")
        row = len(indices) % BLOCK_FRAMES
        if row == 0:
            masks.append(np.zeros((BLOCK_FRAMES, len(frame.mask)), np.bool_))
            values.append(np.zeros((BLOCK_FRAMES, len(frame.values)), np.float32))
        indices.append(frame.index)
        masks[-1][row], values[-1][row] = frame.mask, _clamp_infinite(frame.values, state)
    if not indices:
        raise InputError(f"line {state.line_count}: the file holds no frame")
    count = len(indices)
    return _FrameTable(np.array(indices), np.concatenate(masks)[:count], np.concatenate(values)[:count])


def _motion_from_table(table: _FrameTable, state: _ParseState) -> FapMotion:
    rate = state.given_rate or state.exact_rate or state.rate
    return FapMotion(
        values=hold_last_value(table.values[:, HIGH_LEVEL:], table.masks[:, 2:]),
        driven=table.masks[:, 2:],
        rate=rate,
        times=_times_from_indices(table.indices, rate, state),
        viseme=table.values[:, :4] if table.masks[:, 0].any() else None,
        expression=table.values[:, 4:HIGH_LEVEL] if table.masks[:, 1].any() else None,
    )


def _clamp_infinite(values: Float64Array, state: _ParseState) -> Float64Array:
    infinite = ~(np.abs(values) < MAX_VALUE)
    if not infinite.any():
        return values
    state.note("infinite", "infinite or undefined values are clamped to the table's range, undefined ones to 0")
    return np.where(infinite, np.clip(np.nan_to_num(values, nan=0.0), LOW, HIGH), values)


def _times_from_indices(indices: IntArray, rate: float, state: _ParseState) -> Float64Array:
    regular = np.arange(len(indices)) / rate
    steps = np.diff(indices)
    if (steps == 1).all() and indices[0] == 0:
        return regular
    if (steps <= 0).any():
        state.note("indices", "frame indices do not rise; frames are taken in the file's order")
        return regular
    frame_ms = 1000 / rate
    if len(steps) and steps.min() >= 10 and abs(np.median(steps) - frame_ms) < 0.5 * frame_ms:
        state.note("indices", "frame indices are milliseconds")
        return np.asarray(indices / 1000)
    state.note("indices", "frame indices are not 0, 1, 2, …; frames are sparse")
    return np.asarray(indices / rate)


def _parse_frames(lines: Iterable[str], state: _ParseState) -> Iterator[_Frame]:
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


def _content_lines(lines: Iterable[str], state: _ParseState) -> Iterator[_Line]:
    """Yield the lines that are neither empty nor comments; one comment holds the exact rate."""
    for number, line in enumerate(lines, 1):
        state.line_count = number
        text = line.strip()
        if text.startswith(EXACT_RATE):
            state.exact_rate = _positive_number(text.removeprefix(EXACT_RATE)) or state.exact_rate
        elif text and not text.startswith("#"):
            yield _Line(number, text)


def _parse_header(first: _Line, rest: Iterator[_Line], state: _ParseState) -> Iterator[_Line]:
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


def _parse_mask(line: _Line, state: _ParseState) -> BoolArray:
    bits = _mask_bits(line.text)
    if bits is None or len(bits) > MASK_BITS + 1:
        raise InputError(f"line {line.number}: a mask of {MASK_BITS} zeros and ones is expected")
    if len(bits) == MASK_BITS + 1:
        if bits[-1]:
            raise InputError(f"line {line.number}: the mask sets a 69th FAP, which does not exist")
        state.note("columns", f"line {line.number}: a mask has {MASK_BITS + 1} columns; the last is left out")
    return np.array(bits[:MASK_BITS])


def _parse_values(mask: BoolArray, line: _Line, state: _ParseState) -> _Frame:
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
    return _Frame(index, mask, row)
