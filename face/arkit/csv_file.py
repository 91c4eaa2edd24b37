"""Reads and writes CSV files of the 52 units, as the app Live Link Face does.

Columns may come in any order and letter case; those that are no unit (head, eyes' own angles) are left out. Times come
from the column `Timecode`, hours:minutes:seconds:frames with a fraction of a frame, or from plain seconds.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from numpy.typing import NDArray

from face.arkit import timecode
from face.arkit.curves import BlendShapeMotion
from face.arkit.units import BLEND_SHAPES
from face.errors import InputError

Floats = NDArray[np.float32]

TIMES: Final = ("timecode", "time")
COUNT: Final = "BlendShapeCount"


def read_csv(path: Path) -> BlendShapeMotion:
    """Read a CSV file of units.

    Raises
    ------
    InputError
        If it can't be read, names no unit, has no frame, or a cell holds no number; the sentence names the line.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return _parsed(file)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (InputError, csv.Error) as error:
        raise InputError(f"{path}, {error}") from None


def write_csv(path: Path, weights: Floats, times: NDArray[np.float64], rate: float) -> None:
    """Write unit strengths `(T, 52)` at `times` `(T,)` s, about `rate` of them a second."""
    with path.open("w", encoding="ascii", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["Timecode", COUNT, *(unit[0].upper() + unit[1:] for unit in BLEND_SHAPES)])
        for seconds, row in zip(times, weights, strict=True):
            rows.writerow(
                [timecode.format_timecode(float(seconds), rate), len(BLEND_SHAPES), *(f"{value:.6f}" for value in row)]
            )


def _parsed(file: TextIO) -> BlendShapeMotion:
    lines = csv.reader(file)
    header = [name.strip().lower() for name in next(lines, [])]
    places = {unit: header.index(unit.lower()) for unit in BLEND_SHAPES if unit.lower() in header}
    if not places:
        raise InputError(
            f"line 1: no column is an ARKit unit; a header with names such as {BLEND_SHAPES[17]} is expected"
        )
    when = next((header.index(name) for name in TIMES if name in header), None)
    warnings: list[str] = _missing(places)
    codes: list[str] = []
    rows: list[Floats] = []
    for number, cells in _cells(lines, len(header)):
        rows.append(_numbers(cells, places, number))
        codes.append(cells[when] if when is not None else "")
    if not rows:
        raise InputError("line 2: the file holds no frame")
    weights = np.zeros((len(rows), len(BLEND_SHAPES)), np.float32)
    weights[:, [BLEND_SHAPES.index(unit) for unit in places]] = _repaired(np.stack(rows), warnings)
    times, rate = timecode.parse_timecodes(codes, warnings)
    return BlendShapeMotion(weights, np.array([unit in places for unit in BLEND_SHAPES]), times, rate, tuple(warnings))


def _missing(places: dict[str, int]) -> list[str]:
    absent = [unit for unit in BLEND_SHAPES if unit not in places]
    return [f"columns are missing and stay 0: {', '.join(absent)}"] if absent else []


def _cells(lines: Iterator[list[str]], columns: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < columns:
            raise InputError(f"line {number}: {columns} cells are expected, {len(cells)} are there")
        yield number, cells


def _numbers(cells: list[str], places: dict[str, int], number: int) -> Floats:
    row = np.empty(len(places), np.float32)
    for index, (unit, place) in enumerate(places.items()):
        try:
            row[index] = float(cells[place]) if cells[place].strip() else np.nan
        except ValueError:
            raise InputError(f"line {number}: {unit} is no number but {cells[place]!r}") from None
    return row


def _repaired(values: Floats, warnings: list[str]) -> Floats:
    """Return values from 0 to 1, each gap filled with the last one before it (0 at the start)."""
    known = np.isfinite(values)
    if not known.all():
        warnings.append(f"{int((~known).sum())} cells are empty or no finite number; the last value is held there")
        last = np.maximum.accumulate(np.where(known, np.arange(1, len(values) + 1)[:, None], 0), axis=0)
        padded = np.concatenate([np.zeros((1, values.shape[1]), np.float32), np.where(known, values, 0)])
        values = np.take_along_axis(padded, last, axis=0)
    if values.min() < 0 or values.max() > 1:
        warnings.append("values below 0 or above 1 are clipped")
    return np.asarray(np.clip(values, 0, 1), np.float32)
