"""Reads and writes `.fap` files (MPEG-4 FAP text, version 2.1), also those that other programs write loosely.

A file is a header `version name rate frames`, then for each frame a line of 68 mask bits and a line with the frame's
index and one value for each bit (four for the viseme, six for the expression). The reader repairs what real programs
are known to write and says so in its warnings; the writer is strict.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.fap_lines import EXACT, VERSION, Notes, frames
from face.faps import FAPS
from face.motion import FapMotion, hold_last_value

HIGH_LEVEL: Final = 10
"""Values of viseme and expression, before those of the low-level FAPs."""
LOW: Final = np.array([0] * HIGH_LEVEL + [fap.low for fap in FAPS])
HIGH: Final = np.array([63] * HIGH_LEVEL + [fap.high for fap in FAPS])
LARGEST: Final = 1e9
"""What is beyond is as good as infinite."""
BLOCK: Final = 4096
"""Frames kept together while a file is read: a file of a million frames needs memory for its numbers only."""


@dataclass(frozen=True)
class FapFile:
    """What a file holds, and what had to be repaired to read it."""

    motion: FapMotion
    warnings: tuple[str, ...]

    def sha256(self) -> str:
        """Return the digest of FAPs 3-68 as `(frames, 66)` little-endian int32, 0 where not driven."""
        values = np.where(self.motion.driven, self.motion.values, 0)
        return hashlib.sha256(values.round().astype("<i4").tobytes()).hexdigest()


@dataclass(frozen=True, eq=False)
class _Table:
    """All frames: indices `(T,)`, masks `(T, 68)`, values `(T, 76)`."""

    indices: NDArray[np.int64]
    masks: NDArray[np.bool_]
    values: NDArray[np.float32]


def read(path: Path) -> FapFile:
    """Read a FAP file.

    Raises
    ------
    InputError
        If the file can't be read; the sentence names the line.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return _parsed(lines)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except InputError as error:
        raise InputError(f"{path}, {error}") from None


def parse(text: str) -> FapFile:
    """Read a FAP file from its text; errors name the line."""
    return _parsed(text.splitlines())


def _parsed(lines: Iterable[str]) -> FapFile:
    notes = Notes()
    table = _table(lines, notes)
    if notes.announced not in (None, len(table.indices)):
        notes.warn("count", f"the header announces {notes.announced} frames, the file holds {len(table.indices)}")
    motion = _motion(table, notes)
    return FapFile(motion, tuple(notes.warnings.values()))


def _table(lines: Iterable[str], notes: Notes) -> _Table:
    indices: list[int] = []
    masks: list[NDArray[np.bool_]] = []
    values: list[NDArray[np.float32]] = []
    for frame in frames(lines, notes):
        place = len(indices) % BLOCK
        if place == 0:
            masks.append(np.zeros((BLOCK, len(frame.mask)), np.bool_))
            values.append(np.zeros((BLOCK, len(frame.values)), np.float32))
        indices.append(frame.index)
        masks[-1][place], values[-1][place] = frame.mask, _finite(frame.values, notes)
    if not indices:
        raise InputError(f"line {notes.lines}: the file holds no frame")
    count = len(indices)
    return _Table(np.array(indices), np.concatenate(masks)[:count], np.concatenate(values)[:count])


def write(motion: FapMotion, path: Path, *, name: str = "facestudy") -> None:
    """Write FAPs 3-68 as strict MPEG-4 text: integers, LF, a mask bit only where a FAP is driven."""
    path.write_text(to_text(motion, name=name), encoding="ascii", newline="\n")


def to_text(motion: FapMotion, *, name: str = "facestudy") -> str:
    """Return the text that `write` writes."""
    rate = int(motion.rate) if motion.rate.is_integer() else round(motion.rate, 3)
    exact = [] if motion.rate.is_integer() else [f"{EXACT}{motion.rate!r}"]
    plain = "_".join(name.replace("\\", "/").rpartition("/")[2].split()) or "facestudy"
    lines = [*exact, f"{VERSION} {plain} {rate} {len(motion)}"]
    for index, (driven, values) in enumerate(zip(motion.driven, motion.values, strict=True)):
        lines.append("0 0 " + " ".join("1" if bit else "0" for bit in driven))
        lines.append(" ".join([str(index), *(str(round(float(value))) for value in values[driven])]))
    return "\n".join(lines) + "\n"


def _motion(table: _Table, notes: Notes) -> FapMotion:
    rate = notes.exact or notes.rate
    return FapMotion(
        values=hold_last_value(table.values[:, HIGH_LEVEL:], table.masks[:, 2:]),
        driven=table.masks[:, 2:],
        rate=rate,
        times=_times(table.indices, rate, notes),
        viseme=table.values[:, :4] if table.masks[:, 0].any() else None,
        expression=table.values[:, 4:HIGH_LEVEL] if table.masks[:, 1].any() else None,
    )


def _finite(values: NDArray[np.float64], notes: Notes) -> NDArray[np.float64]:
    endless = ~(np.abs(values) < LARGEST)
    if not endless.any():
        return values
    notes.warn("endless", "infinite or undefined values are clamped to the table's range, undefined ones to 0")
    return np.where(endless, np.clip(np.nan_to_num(values, nan=0.0), LOW, HIGH), values)


def _times(indices: NDArray[np.int64], rate: float, notes: Notes) -> NDArray[np.float64]:
    regular = np.arange(len(indices)) / rate
    steps = np.diff(indices)
    if (steps == 1).all() and indices[0] == 0:
        return regular
    if (steps <= 0).any():
        notes.warn("indices", "frame indices do not rise; frames are taken in the file's order")
        return regular
    apart = 1000 / rate
    if len(steps) and steps.min() >= 10 and abs(np.median(steps) - apart) < 0.5 * apart:
        notes.warn("indices", "frame indices are milliseconds")
        return np.asarray(indices / 1000)
    notes.warn("indices", "frame indices are not 0, 1, 2, …; frames are sparse")
    return np.asarray(indices / rate)
