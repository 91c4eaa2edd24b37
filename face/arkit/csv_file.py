"""Tables of blend shape weights as text: read however programs write them, written as Live Link Face does.

Columns may come in any order and spelling (`face.arkit.columns`), separated by commas, semicolons, tabs or bars, with
decimal points or commas; lines before the header are passed over.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from face.arkit.blend_shapes import BLEND_SHAPES, BlendShapeMotion
from face.arkit.columns import Columns, find_columns, has_blend_shape
from face.arkit.curve_table import MAX_FRAMES, CurveTable, motion_from_table, number
from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from face.reading.options import DEFAULT_OPTIONS, ReadOptions
from face.reading.text_file import bounded_lines, open_text
from face.times.timecode import format_timecode

COUNT_COLUMN: Final = "BlendShapeCount"
SEPARATORS: Final = (",", ";", "\t", "|")
MAX_COLUMNS: Final = 5000
HEADER_LINES: Final = 20
"""Within so many lines the header is looked for."""
BLOCK_FRAMES: Final = 1024


def read_csv(path: Path, options: ReadOptions = DEFAULT_OPTIONS) -> BlendShapeMotion:
    """Read a table of blend shapes.

    Raises
    ------
    InputError
        If it can't be read, names no blend shape, has no frame, holds several takes of which `options` chooses none, or
        a cell holds no number; the message names the line.
    """
    try:
        with open_text(path) as file:
            return motion_from_table(_read_table(file), options)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (InputError, csv.Error) as error:
        raise InputError(f"{path}{', ' if str(error).startswith('line ') else ': '}{error}") from None


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


@dataclass
class _Rows:
    """What was read of the rows: blocks of weights, and the cells of each column of times."""

    columns: Columns
    times: list[list[str]]
    blocks: list[Float32Array] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    angles_move: bool = False
    count: int = 0

    def add(self, cells: list[str], line: int) -> None:
        """Add a row."""
        if self.count == MAX_FRAMES:
            raise InputError(f"line {line}: the file holds more than {MAX_FRAMES} frames; split it")
        place = self.count % BLOCK_FRAMES
        if place == 0:
            self.blocks.append(np.empty((BLOCK_FRAMES, len(self.columns.blend_shapes)), np.float32))
        self.blocks[-1][place] = _numbers(cells, self.columns, line)
        for (index, _), column in zip(self.columns.times, self.times, strict=True):
            column.append(cells[index])
        self.angles_move = self.angles_move or any(_moves(cells[index]) for index in self.columns.angles)
        self.count += 1


def _read_table(file: TextIO) -> CurveTable:
    lines = bounded_lines(file)
    head = list(islice(lines, HEADER_LINES))
    separator, skipped = _find_header(head)
    rows = csv.reader(chain(head[skipped:], lines), delimiter=separator)
    header = [name.strip() for name in next(rows, [])]
    if len(header) > MAX_COLUMNS:
        raise InputError(f"line {skipped + 1}: {len(header)} columns are no table of blend shapes")
    try:
        columns = find_columns(header)
    except InputError as error:
        raise InputError(f"line {skipped + 1}: {error}") from None
    read = _Rows(columns, [[] for _ in columns.times])
    if skipped:
        read.notes.append(f"{'1 line' if skipped == 1 else f'{skipped} lines'} before the header left out")
    with np.errstate(over="ignore"):  # larger numbers than float32 knows count as infinite
        _read_rows(rows, header, skipped + 2, read)
    if not read.count:
        raise InputError(f"line {skipped + 2}: the file holds no frame")
    weights = np.concatenate(read.blocks)[: read.count]
    return CurveTable(columns, weights, read.times, read.starts, None, read.angles_move, tuple(read.notes))


def _find_header(head: list[str]) -> tuple[str, int]:
    """Return the separator, and the number of lines before the one that names most blend shapes first."""
    for skipped, line in enumerate(head):
        best = max(SEPARATORS, key=lambda separator: len(_cells(line, separator)))
        if has_blend_shape(_cells(line, best)[:MAX_COLUMNS]):
            return best, skipped
    return max(SEPARATORS, key=lambda separator: head[0].count(separator) if head else 0), 0


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _read_rows(rows: Iterable[list[str]], header: list[str], first_line: int, read: _Rows) -> None:
    """Add all rows; a repeated header begins a new take, and a last row that was cut off is left out."""
    for line, cells, is_last in _with_last(rows, first_line):
        if len(cells) < len(header):
            if not (is_last and read.count):
                raise InputError(f"line {line}: {len(header)} cells are expected, {len(cells)} are there")
            read.notes.append(f"line {line} was cut off and is left out")
        elif any(cell.strip() for cell in cells[len(header) :]):
            raise InputError(
                f"line {line}: {len(header)} cells are expected, {len(cells)} are there; "
                f"decimal commas need another separator than the comma"
            )
        elif cells[0].strip() == header[0] and [cell.strip() for cell in cells[: len(header)]] == header:
            read.starts.append(read.count)
        else:
            read.add(cells, line)


def _with_last(rows: Iterable[list[str]], first_line: int) -> Iterator[tuple[int, list[str], bool]]:
    """Yield the rows that are not empty with their line, and whether each is the last."""
    held: tuple[int, list[str]] | None = None
    empty = 0
    for line, cells in enumerate(rows, first_line):
        if not any(cell.strip() for cell in cells):
            empty += 1
            if empty > MAX_FRAMES:
                raise InputError(f"line {line}: the file holds more than {MAX_FRAMES} empty lines")
            continue
        if held:
            yield *held, False
        held = line, cells
    if held:
        yield *held, True


def _numbers(cells: list[str], columns: Columns, line: int) -> list[float]:
    chosen = [cells[index] for index in columns.blend_shapes.values()]
    try:
        return list(map(float, chosen))
    except ValueError:
        return [_number(cell, name, line) for name, cell in zip(columns.blend_shapes, chosen, strict=True)]


def _number(cell: str, name: str, line: int) -> float:
    try:
        return number(cell)
    except ValueError:
        raise InputError(f"line {line}: {name} is not a number but {cell[:40]!r}") from None


def _moves(cell: str) -> bool:
    try:
        return number(cell) != 0
    except ValueError:
        return False
