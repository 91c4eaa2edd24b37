"""Reads and writes `.fap` files (MPEG-4 FAP text, version 2.1), also those that other programs write loosely.

A file is a header `version name rate frames`, then for each frame a line of 68 mask bits and a line with the frame's
index and one value for each bit (four for the viseme, six for the expression). The reader repairs the deviations that
real programs are known to produce and reports them as notes; the writer is strict.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array, IntArray
from face.errors import InputError
from face.fap_text import EXACT_RATE, HIGH_LEVEL, VERSION, ParseState, parse_frames
from face.faps import FAPS
from face.high_level_faps import MAX_INTENSITY
from face.motion import FapMotion, hold_last_value
from face.reading.text_file import bounded_lines, open_text

LOW: Final = np.array([0] * HIGH_LEVEL + [fap.low for fap in FAPS])
HIGH: Final = np.array([MAX_INTENSITY] * HIGH_LEVEL + [fap.high for fap in FAPS])
MAX_VALUE: Final = 1e9
"""Larger values count as infinite."""
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


@dataclass(frozen=True, eq=False)
class _FrameTable:
    """All frames: indices `(T,)`, masks `(T, 68)`, values `(T, 76)`."""

    indices: IntArray
    masks: BoolArray
    values: Float32Array


def _read_lines(lines: Iterable[str], rate: float | None = None) -> FapFile:
    state = ParseState(given_rate=rate)
    table = _read_table(lines, state)
    if state.announced_frames not in (None, len(table.indices)):
        state.note(
            "count", f"the header announces {state.announced_frames} frames, the file holds {len(table.indices)}"
        )
    motion = _motion_from_table(table, state)
    return FapFile(motion, tuple(state.notes.values()))


def _read_table(lines: Iterable[str], state: ParseState) -> _FrameTable:
    indices: list[int] = []
    masks: list[BoolArray] = []
    values: list[Float32Array] = []
    for frame in parse_frames(lines, state):
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


def _motion_from_table(table: _FrameTable, state: ParseState) -> FapMotion:
    rate = state.given_rate or state.exact_rate or state.rate
    return FapMotion(
        values=hold_last_value(table.values[:, HIGH_LEVEL:], table.masks[:, 2:]),
        driven=table.masks[:, 2:],
        rate=rate,
        times=_times_from_indices(table.indices, rate, state),
        viseme=table.values[:, :4] if table.masks[:, 0].any() else None,
        expression=table.values[:, 4:HIGH_LEVEL] if table.masks[:, 1].any() else None,
    )


def _clamp_infinite(values: Float64Array, state: ParseState) -> Float64Array:
    infinite = ~(np.abs(values) < MAX_VALUE)
    if not infinite.any():
        return values
    state.note("infinite", "infinite or undefined values are clamped to the table's range, undefined ones to 0")
    return np.where(infinite, np.clip(np.nan_to_num(values, nan=0.0), LOW, HIGH), values)


def _times_from_indices(indices: IntArray, rate: float, state: ParseState) -> Float64Array:
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
