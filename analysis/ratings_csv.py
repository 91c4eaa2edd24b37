"""Ratings tables as people have them: with BOM, commas, semicolons or tabs; mistakes are named by line and column."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.ratings import Ratings, Row, from_rows
from face.errors import InputError

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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a readable CSV file") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8; save it as CSV in UTF-8") from None
    try:
        return from_rows(_distinct(_rows(text, str(path)), str(path)))
    except csv.Error as error:
        raise InputError(f"{path} is not a CSV table: {error}; save it as CSV in UTF-8") from None


def _rows(text: str, source: str) -> Iterator[tuple[int, Row]]:
    if not text.strip():
        raise InputError(f"{source} is empty; its first line must be {','.join(REQUIRED)}")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [name.strip().lower() for name in next(reader)]
    _check_header(header, source)
    places = [header.index(name) if name in header else None for name in REQUIRED + OPTIONAL]
    for values in reader:
        if values:
            where = f"{source}, line {reader.line_num}"
            _check_length(values, header, where)
            cells = [None if place is None else values[place].strip() for place in places]
            yield reader.line_num, _row(cells, where, decimal_comma=separator != ",")


def _check_header(header: list[str], source: str) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        found = ", ".join(header)
        raise InputError(f"{source}, line 1: the column {missing[0]} is missing among ({found}); add or rename it")
    twice = [name for name in REQUIRED + OPTIONAL if header.count(name) > 1]
    if twice:
        raise InputError(f"{source}, line 1: the column {twice[0]} is there twice; keep one")


def _check_length(values: list[str], header: list[str], where: str) -> None:
    if len(values) != len(header):
        raise InputError(
            f"{where} has {len(values)} values for {len(header)} columns; "
            "put a value with a comma in quotes and write decimals with a point"
        )


def _row(cells: list[str | None], where: str, *, decimal_comma: bool) -> Row:
    for name, cell in zip(REQUIRED, cells[:5], strict=True):
        if not cell:
            raise InputError(f"{where}, column {name} is empty; fill it in or delete the line")
    numbers = [
        _number(cell, f"{where}, column {name}", decimal_comma=decimal_comma) if cell else None
        for name, cell in zip(("rating", *OPTIONAL), cells[4:], strict=True)
    ]
    rating, repeat, position, seconds = numbers
    if repeat is not None and (repeat < 0 or repeat != int(repeat)):
        raise InputError(f"{where}, column repeat: {repeat:g} is no count; write 0 for the analysed rating, 1, 2, …")
    rater, clip, condition, region = (str(cell) for cell in cells[:4])
    return Row(rater, clip, condition, region, rating or 0.0, int(repeat or 0), position, seconds)


def _number(cell: str, where: str, *, decimal_comma: bool) -> float:
    try:
        value = float(cell.replace(",", ".") if decimal_comma else cell)
    except ValueError:
        raise InputError(f"{where}: {cell!r} is not a number; write it like 7 or 6.5") from None
    if not math.isfinite(value):
        raise InputError(f"{where}: {cell!r} is not a finite number; write it like 7 or 6.5")
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
