"""Apple's 52 ARKit blend shapes: what each is as FAPs, and the CSV files of the app Live Link Face.

The table `arkit_blend_shapes.csv` is our own reading of what the blend shapes look like (ARKit documents them by
pictures). FAPs of lips are places relative to the head, so that jawOpen brings the lower lip along, and mouthClose
brings it back.

In a CSV file, columns may come in any order and letter case; those that are no blend shape (head, eyes' own angles)
are left out. Times come from the column `Timecode`, hours:minutes:seconds:frames with a fraction of a frame, or from
plain seconds.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array, positive_rate, readonly_array, require_finite
from face.errors import InputError
from face.faps import FAPS, fap_index
from face.motion import FapMotion, hold_last_value
from face.timecode import format_timecode, parse_timecodes

TIME_COLUMNS: Final = ("timecode", "time")
COUNT_COLUMN: Final = "BlendShapeCount"


def _read_table() -> list[tuple[str, int, float]]:
    with (files("face") / "arkit_blend_shapes.csv").open(encoding="utf-8") as file:
        return [(row["blend_shape"], int(row["fap"]), float(row["value"])) for row in csv.DictReader(file)]


def _fap_matrix() -> Float32Array:
    matrix = np.zeros((len(BLEND_SHAPES), len(FAPS)), np.float32)
    for blend_shape, fap, value in _read_table():
        matrix[BLEND_SHAPES.index(blend_shape), fap_index(fap)] = value
    return matrix


BLEND_SHAPES: Final = tuple(dict.fromkeys(blend_shape for blend_shape, _, _ in _read_table()))
"""The 52 names, in the order of Live Link Face's files."""

BLEND_SHAPE_FAPS: Final = _fap_matrix()
"""`(52, 66)`, the FAP values of each blend shape at weight 1."""


@dataclass(frozen=True, eq=False)
class BlendShapeMotion:
    """Blend shape weights, frame by frame.

    Attributes
    ----------
    weights
        `(T, 52)`, 0 to 1.
    given
        `(52,)`; False for blend shapes that the file has no column for.
    times
        `(T,)` s from the first frame.
    rate
        Frames per second, Hz.
    notes
        What had to be repaired to read the file.

    Raises
    ------
    InputError
        If a shape, the rate or a number is wrong.
    """

    weights: Float32Array
    given: BoolArray
    times: Float64Array
    rate: float
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        readonly_array(self.weights, "weights", (None, len(BLEND_SHAPES)))
        require_finite(self.weights, "weights")
        positive_rate(self.rate, "the blend shapes' rate")


def faps_from_blend_shapes(motion: BlendShapeMotion) -> FapMotion:
    """Return the motion as FAPs; driven are those that a blend shape of the file moves."""
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    values = np.clip(motion.weights @ BLEND_SHAPE_FAPS, low, high).astype(np.float32)
    driven = np.broadcast_to((BLEND_SHAPE_FAPS[motion.given] != 0).any(axis=0), values.shape)
    return FapMotion(values, driven, motion.rate, motion.times)


def read_csv(path: Path) -> BlendShapeMotion:
    """Read a CSV file of blend shapes.

    Raises
    ------
    InputError
        If it can't be read, names no blend shape, has no frame, or a cell holds no number; the message names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return _parse_csv(file)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (InputError, csv.Error) as error:
        raise InputError(f"{path}, {error}") from None


def write_csv(path: Path, weights: Float32Array, times: Float64Array, rate: float) -> None:
    """Write blend shape weights as Live Link Face does.

    Parameters
    ----------
    path
        The file to write.
    weights
        `(T, 52)`, 0 to 1.
    times
        `(T,)` s.
    rate
        Frames per second, Hz.
    """
    with path.open("w", encoding="ascii", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["Timecode", COUNT_COLUMN, *(name[0].upper() + name[1:] for name in BLEND_SHAPES)])
        for seconds, row in zip(times, weights, strict=True):
            timecode = format_timecode(float(seconds), rate)
            rows.writerow([timecode, len(BLEND_SHAPES), *(f"{value:.6f}" for value in row)])


def _parse_csv(file: TextIO) -> BlendShapeMotion:
    lines = csv.reader(file)
    header = [name.strip().lower() for name in next(lines, [])]
    columns = {name: header.index(name.lower()) for name in BLEND_SHAPES if name.lower() in header}
    if not columns:
        raise InputError(
            f"line 1: no column is an ARKit blend shape; a header with names such as {BLEND_SHAPES[17]} is expected"
        )
    time_column = next((header.index(name) for name in TIME_COLUMNS if name in header), None)
    notes = _missing_columns(columns)
    codes: list[str] = []
    rows: list[Float32Array] = []
    for line, cells in _nonempty_rows(lines, len(header)):
        rows.append(_parse_row(cells, columns, line))
        codes.append(cells[time_column] if time_column is not None else "")
    if not rows:
        raise InputError("line 2: the file holds no frame")
    weights = np.zeros((len(rows), len(BLEND_SHAPES)), np.float32)
    weights[:, [BLEND_SHAPES.index(name) for name in columns]] = _fill_and_clip(np.stack(rows), notes)
    times, rate = parse_timecodes(codes, notes)
    return BlendShapeMotion(weights, np.array([name in columns for name in BLEND_SHAPES]), times, rate, tuple(notes))


def _missing_columns(columns: dict[str, int]) -> list[str]:
    missing = [name for name in BLEND_SHAPES if name not in columns]
    return [f"columns are missing and stay 0: {', '.join(missing)}"] if missing else []


def _nonempty_rows(lines: Iterator[list[str]], columns: int) -> Iterator[tuple[int, list[str]]]:
    for line, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < columns:
            raise InputError(f"line {line}: {columns} cells are expected, {len(cells)} are there")
        yield line, cells


def _parse_row(cells: list[str], columns: dict[str, int], line: int) -> Float32Array:
    row = np.empty(len(columns), np.float32)
    for index, (name, column) in enumerate(columns.items()):
        try:
            row[index] = float(cells[column]) if cells[column].strip() else np.nan
        except ValueError:
            raise InputError(f"line {line}: {name} is not a number but {cells[column]!r}") from None
    return row


def _fill_and_clip(values: Float32Array, notes: list[str]) -> Float32Array:
    """Return values from 0 to 1, each gap filled with the last one before it (0 at the start)."""
    known = np.isfinite(values)
    if not known.all():
        notes.append(f"{int((~known).sum())} cells are empty or no finite number; the last value is held there")
        values = hold_last_value(np.where(known, values, 0), known)
    if values.min() < 0 or values.max() > 1:
        notes.append("values below 0 or above 1 are clipped")
    return np.asarray(np.clip(values, 0, 1), np.float32)
