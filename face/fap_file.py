"""Reads and writes `.fap` files (MPEG-4 FAP text, version 2.1), also those that other programs write loosely.

A file is a header `version name rate frames`, then for each frame a line of 68 mask bits and a line with the frame's
index and one value for each bit (four for the viseme, six for the expression). The reader repairs what real programs
are known to write and says so in its warnings; the writer is strict.
"""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.faps import FAPS
from face.motion import FapMotion, held
from face.presets import FULL

COLUMNS: Final = 68
WIDTHS: Final = (4, 6) + (1,) * 66
VERSION: Final = "2.1"
DEFAULT_RATE: Final = 25.0


@dataclass(frozen=True)
class Line:
    """A line that says something: its number in the file and its words."""

    number: int
    words: list[str]


@dataclass(frozen=True)
class FapFile:
    """What a file holds, and what had to be repaired to read it."""

    motion: FapMotion
    warnings: tuple[str, ...]

    def sha256(self) -> str:
        """Return the digest of FAPs 3-68 as `(frames, 66)` little-endian int32, 0 where not driven."""
        values = np.where(self.motion.driven, self.motion.values, 0)
        return hashlib.sha256(values.round().astype("<i4").tobytes()).hexdigest()


@dataclass
class _Frame:
    index: int
    mask: NDArray[np.bool_]
    values: list[float]


def read(path: Path) -> FapFile:
    """Read a FAP file.

    Raises
    ------
    InputError
        If the file can't be read; the sentence names the line.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    try:
        return parse(text)
    except InputError as error:
        raise InputError(f"{path}, {error}") from None


def parse(text: str) -> FapFile:
    """Read a FAP file from its text; errors name the line."""
    warnings: list[str] = []
    lines = [
        Line(n, s.split()) for n, s in enumerate(text.splitlines(), 1) if s.strip() and not s.lstrip().startswith("#")
    ]
    if not lines:
        raise InputError("line 1: the file is empty")
    rate, announced, lines = _header(lines, warnings)
    rate = _exact_rate(text) or rate
    frames = list(_frames(lines, warnings))
    if not frames:
        raise InputError(f"line {len(text.splitlines())}: the file holds no frame")
    if announced is not None and announced != len(frames):
        warnings.append(f"the header announces {announced} frames, the file holds {len(frames)}")
    return FapFile(_motion(frames, rate, warnings), tuple(dict.fromkeys(warnings)))


def write(motion: FapMotion, path: Path, *, name: str = "facestudy") -> None:
    """Write FAPs 3-68 as strict MPEG-4 text: integers, LF, a mask bit only where a FAP is driven."""
    path.write_text(render(motion, name=name), encoding="ascii", newline="\n")


def render(motion: FapMotion, *, name: str = "facestudy") -> str:
    """Return the text that `write` writes."""
    rate = int(motion.rate) if motion.rate.is_integer() else round(motion.rate, 3)
    exact = [] if motion.rate.is_integer() else [f"# fps_exact={motion.rate!r}"]
    plain = "_".join(name.replace("\\", "/").rpartition("/")[2].split()) or "facestudy"
    lines = [*exact, f"{VERSION} {plain} {rate} {len(motion)}"]
    for index, (driven, values) in enumerate(zip(motion.driven, motion.values, strict=True)):
        lines.append("0 0 " + " ".join("1" if bit else "0" for bit in driven))
        lines.append(" ".join([str(index), *(str(round(float(value))) for value in values[driven])]))
    return "\n".join(lines) + "\n"


def _header(lines: list[Line], warnings: list[str]) -> tuple[float, int | None, list[Line]]:
    first = lines[0]
    if _is_mask(first):
        warnings.append(f"the file has no header; {DEFAULT_RATE:g} frames per second are assumed")
        return DEFAULT_RATE, None, lines
    if len(first.words) == 1:
        warnings.append(
            f"line {first.number}: one number instead of a header; {DEFAULT_RATE:g} frames per second are assumed"
        )
        return DEFAULT_RATE, None, lines[1:]
    try:
        rate, count = float(first.words[-2]), int(first.words[-1])
    except ValueError:
        raise InputError(f"line {first.number}: neither a header (version name rate frames) nor a mask") from None
    if not (math.isfinite(rate) and rate > 0):
        raise InputError(f"line {first.number}: the rate must be above 0 frames per second, not {first.words[-2]}")
    if first.words[0] != VERSION:
        warnings.append(f"line {first.number}: version {first.words[0]} is read as {VERSION}")
    return rate, count, lines[1:]


def _exact_rate(text: str) -> float | None:
    comments = (
        line.strip().removeprefix("# fps_exact=")
        for line in text.splitlines()
        if line.strip().startswith("# fps_exact=")
    )
    try:
        return float(next(comments))
    except (StopIteration, ValueError):
        return None


def _is_mask(line: Line) -> bool:
    return len(line.words) >= COLUMNS and all(word in ("0", "1") for word in line.words)


def _frames(lines: list[Line], warnings: list[str]) -> Iterator[_Frame]:
    for mask, values in zip(lines[::2], lines[1::2], strict=False):
        yield _frame(_mask(mask, warnings), values, warnings)
    if len(lines) % 2:
        raise InputError(f"line {lines[-1].number}: the file ends after a mask; its values are missing")


def _mask(line: Line, warnings: list[str]) -> NDArray[np.bool_]:
    if not _is_mask(line) or len(line.words) > COLUMNS + 1:
        raise InputError(f"line {line.number}: a mask of {COLUMNS} zeros and ones is expected")
    if len(line.words) == COLUMNS + 1:
        if line.words[-1] == "1":
            raise InputError(f"line {line.number}: the mask sets a 69th FAP, which does not exist")
        warnings.append(f"line {line.number}: a mask has {COLUMNS + 1} columns; the last is left out")
    return np.array([word == "1" for word in line.words[:COLUMNS]])


def _frame(mask: NDArray[np.bool_], line: Line, warnings: list[str]) -> _Frame:
    try:
        index, values = int(float(line.words[0])), [float(word) for word in line.words[1:]]
    except (ValueError, OverflowError):
        raise InputError(f"line {line.number}: a value is not a number") from None
    expected = int(np.dot(mask, WIDTHS))
    if mask[0] and len(values) == expected - 3:
        warnings.append(f"line {line.number}: the viseme has one value instead of four")
        values[1:1] = [0.0, float(FULL), 0.0]
    if len(values) != expected:
        raise InputError(f"line {line.number}: the mask asks for {expected} values, {len(values)} are given")
    return _Frame(index, mask, values)


def _motion(frames: list[_Frame], rate: float, warnings: list[str]) -> FapMotion:
    table = np.zeros((len(frames), sum(WIDTHS)))
    masks = np.array([frame.mask for frame in frames])
    wide = np.repeat(masks, WIDTHS, axis=1)
    for row, given, frame in zip(table, wide, frames, strict=True):
        row[given] = frame.values
    values = _clamped(table[:, 10:], warnings).astype(np.float32)
    return FapMotion(
        values=held(values, masks[:, 2:]),
        driven=masks[:, 2:],
        rate=rate,
        times=_times([frame.index for frame in frames], rate, warnings),
        viseme=table[:, :4].astype(np.float32) if masks[:, 0].any() else None,
        expression=table[:, 4:10].astype(np.float32) if masks[:, 1].any() else None,
    )


def _clamped(values: NDArray[np.float64], warnings: list[str]) -> NDArray[np.float64]:
    if np.isfinite(values).all():
        return values
    warnings.append("infinite or undefined values are clamped to the table's range, undefined ones to 0")
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    endless = ~np.isfinite(values)
    return np.where(endless, np.clip(np.nan_to_num(values, nan=0.0), low, high), values)


def _times(indices: list[int], rate: float, warnings: list[str]) -> NDArray[np.float64]:
    if indices == list(range(len(indices))):
        return np.arange(len(indices)) / rate
    steps = [b - a for a, b in pairwise(indices)]
    if any(step <= 0 for step in steps):
        warnings.append("frame indices do not rise; frames are taken in the file's order")
        return np.arange(len(indices)) / rate
    if steps and min(steps) >= 10 and abs(np.median(steps) - 1000 / rate) < 0.5 * 1000 / rate:  # noqa: PLR2004 - ms
        warnings.append("frame indices are milliseconds")
        return np.array(indices) / 1000
    warnings.append("frame indices are not 0, 1, 2, …; frames are sparse")
    return np.array(indices) / rate
