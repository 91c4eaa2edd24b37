"""Tables as people have them: with BOM, commas, semicolons or tabs; mistakes are named by line and column."""

import csv
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from face.errors import InputError

if TYPE_CHECKING:
    from _csv import Reader as CSVReader

T = TypeVar("T")


def read_text(path: Path) -> str:
    """Return a CSV file's text without its BOM; raise InputError if it is missing or not in UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a readable CSV file") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(f"{path}, line {line}: not text in UTF-8; save it as CSV in UTF-8") from None


@dataclass(frozen=True)
class Columns:
    """Which columns a table must have, and which it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


Make = Callable[[list[str | None], bool], T]
"""Makes a row of its cells, required ones first; True if decimals may have a comma. Raises LineError."""


def rows(text: str, columns: Columns, make: Make[T], source: str) -> Iterator[tuple[int, T]]:
    """Yield each row with the number of its line; other columns are ignored.

    Raises
    ------
    InputError
        If the table is empty, a column is missing, or a line is wrong; the sentence names line and column.
    """
    if not text.strip():
        raise InputError(f"{source} is empty; its first line must be {','.join(columns.required)}")
    reader, separator, header = opened(text)
    _check_header(header, columns, source)
    places = [header.index(name) if name in header else None for name in (*columns.required, *columns.optional)]
    for values in _lines(reader, source):
        if values:
            try:
                _check_length(values, header)
                cells = [None if place is None else values[place].strip() for place in places]
                _check_filled(cells, columns)
                yield reader.line_num, make(cells, separator != ",")
            except LineError as error:
                raise InputError(f"{source}, line {reader.line_num}{error}") from None


def opened(text: str) -> tuple["CSVReader", str, list[str]]:
    """Return what reads the lines below the header, the separator, and the header."""
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return reader, separator, [name.strip().lower() for name in next(reader)]


class LineError(Exception):
    """What is wrong in a line; its place is told only then, since writing it down for each cell takes long."""


def _lines(reader: "CSVReader", source: str) -> Iterator[list[str]]:
    """Yield the lines; a quote that never ends, or a cell longer than any label, is told where it is met."""
    try:
        yield from reader
    except csv.Error as error:
        where = f"{source}, line {reader.line_num}"
        raise InputError(f"{where}: not a CSV table ({error}); save it as CSV in UTF-8") from None


def _check_header(header: list[str], columns: Columns, source: str) -> None:
    missing = [name for name in columns.required if name not in header]
    if missing:
        found = ", ".join(header)
        raise InputError(f"{source}, line 1: the column {missing[0]} is missing among ({found}); add or rename it")
    twice = [name for name in (*columns.required, *columns.optional) if header.count(name) > 1]
    if twice:
        raise InputError(f"{source}, line 1: the column {twice[0]} is there twice; keep one")


def _check_length(values: list[str], header: list[str]) -> None:
    if len(values) != len(header):
        raise LineError(
            f" has {len(values)} values for {len(header)} columns; "
            "put a value with a comma in quotes and write decimals with a point"
        )


def _check_filled(cells: list[str | None], columns: Columns) -> None:
    for name, cell in zip(columns.required, cells, strict=False):
        if not cell:
            raise LineError(f", column {name} is empty; fill it in or delete the line")


def number(cell: str, name: str, *, decimal_comma: bool) -> float:
    """Read a cell of the column `name`; raise LineError if it is no finite number."""
    try:
        value = float(cell.replace(",", ".") if decimal_comma else cell)
    except ValueError:
        raise LineError(f", column {name}: {cell!r} is not a number; write it like 7 or 6.5") from None
    if not math.isfinite(value):
        raise LineError(f", column {name}: {cell!r} is not a finite number; write it like 7 or 6.5")
    return value
