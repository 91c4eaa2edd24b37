"""Ratings tables as people have them: with BOM, commas, semicolons or tabs; mistakes are named by line and column."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.ratings import Ratings, Row, from_rows
from face.errors import InputError

if TYPE_CHECKING:
    from _csv import Reader as CSVReader

REQUIRED = ("rater", "clip", "condition", "region", "rating")
OPTIONAL = ("repeat", "position", "seconds")


def read_csv(path: Path) -> Ratings:
    """Read the long table `rater,clip,condition,region,rating[,repeat][,position][,seconds]`.

    Other columns are ignored. Semicolons and tabs separate as well as commas; with them decimal commas are read.

    Raises
    ------
    InputError
        If the file, a column or a value is wrong, or two rows have the same key; the sentence names line and column.
    """
    return parse(read_text(path), str(path))


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


def parse(text: str, source: str) -> Ratings:
    """Read the table from text; `source` is what its mistakes are said of."""
    rows = list(_distinct(_rows(text, source), source))
    if not rows:
        raise InputError(f"{source}, line 2: there are no ratings below the header; add them")
    return from_rows(rows)


def simulated_raters(text: str) -> frozenset[str]:
    """Return the raters that a column `simulated` marks with 1, as a closed study's download does."""
    reader, _, header = _opened(text)
    if not {"simulated", "rater"} <= set(header):
        return frozenset()
    mark, rater = header.index("simulated"), header.index("rater")
    return frozenset(values[rater].strip() for values in reader if values and values[mark].strip() == "1")


def _opened(text: str) -> tuple["CSVReader", str, list[str]]:
    """Return what reads the lines below the header, the separator, and the header."""
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return reader, separator, [name.strip().lower() for name in next(reader)]


def _rows(text: str, source: str) -> Iterator[tuple[int, Row]]:
    if not text.strip():
        raise InputError(f"{source} is empty; its first line must be {','.join(REQUIRED)}")
    reader, separator, header = _opened(text)
    _check_header(header, source)
    places = [header.index(name) if name in header else None for name in REQUIRED + OPTIONAL]
    for values in _lines(reader, source):
        if values:
            try:
                _check_length(values, header)
                cells = [None if place is None else values[place].strip() for place in places]
                yield reader.line_num, _row(cells, decimal_comma=separator != ",")
            except _LineError as error:
                raise InputError(f"{source}, line {reader.line_num}{error}") from None


class _LineError(Exception):
    """What is wrong in a line; its place is told only then, since writing it down for each cell takes long."""


def _lines(reader: "CSVReader", source: str) -> Iterator[list[str]]:
    """Yield the lines; a quote that never ends, or a cell longer than any label, is told where it is met."""
    try:
        yield from reader
    except csv.Error as error:
        where = f"{source}, line {reader.line_num}"
        raise InputError(f"{where}: not a CSV table ({error}); save it as CSV in UTF-8") from None


def _check_header(header: list[str], source: str) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        found = ", ".join(header)
        raise InputError(f"{source}, line 1: the column {missing[0]} is missing among ({found}); add or rename it")
    twice = [name for name in REQUIRED + OPTIONAL if header.count(name) > 1]
    if twice:
        raise InputError(f"{source}, line 1: the column {twice[0]} is there twice; keep one")


def _check_length(values: list[str], header: list[str]) -> None:
    if len(values) != len(header):
        raise _LineError(
            f" has {len(values)} values for {len(header)} columns; "
            "put a value with a comma in quotes and write decimals with a point"
        )


def _row(cells: list[str | None], *, decimal_comma: bool) -> Row:
    for name, cell in zip(REQUIRED, cells[:5], strict=True):
        if not cell:
            raise _LineError(f", column {name} is empty; fill it in or delete the line")
    numbers = [
        _number(cell, name, decimal_comma=decimal_comma) if cell else None
        for name, cell in zip(("rating", *OPTIONAL), cells[4:], strict=True)
    ]
    rating, repeat, position, seconds = numbers
    if repeat is not None and (repeat < 0 or repeat != int(repeat)):
        raise _LineError(f", column repeat: {repeat:g} is no count; write 0 for the analysed rating, 1, 2, …")
    rater, clip, condition, region = (str(cell) for cell in cells[:4])
    return Row(rater, clip, condition, region, rating or 0.0, int(repeat or 0), position, seconds)


def _number(cell: str, name: str, *, decimal_comma: bool) -> float:
    try:
        value = float(cell.replace(",", ".") if decimal_comma else cell)
    except ValueError:
        raise _LineError(f", column {name}: {cell!r} is not a number; write it like 7 or 6.5") from None
    if not math.isfinite(value):
        raise _LineError(f", column {name}: {cell!r} is not a finite number; write it like 7 or 6.5")
    return value


def _distinct(rows: Iterable[tuple[int, Row]], source: str) -> Iterator[Row]:
    first: dict[tuple[str, str, str, str, int], int] = {}
    for line, row in rows:
        key = (row.rater, row.clip, row.condition, row.region, row.repeat)
        earlier = first.setdefault(key, line)
        if earlier != line:
            raise InputError(
                f"{source}, line {line}: the same rater, clip, condition and region as in line {earlier}; "
                "keep one line, or number further showings in a column repeat"
            )
        yield row
