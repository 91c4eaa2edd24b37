"""CSV tables: reading what spreadsheets save, with errors by line and column, and writing rows for programs.

Tables may have a byte order mark and be separated by commas, semicolons or tabs. Numbers are written with every digit.
"""

import codecs
import csv
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.json_types import JsonObject
from face.errors import InputError

if TYPE_CHECKING:
    from _csv import Reader as CSVReader

T = TypeVar("T")

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Qualtrics and spreadsheets write tables separated by tabs in UTF-16."""


@dataclass(frozen=True)
class Columns:
    """The columns that a table must have, and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    earlier_names: Mapping[str, str] = field(default_factory=dict)
    """What earlier versions called a column; it is read under either name."""


RowParser = Callable[[list[str | None], bool], T]
"""Makes an object from a row's values, required columns first; True if decimals may have a comma. Raises RowError."""


class RowError(Exception):
    """What is wrong in a row. `parse_rows` adds the location: formatting it for every cell would be slow."""


def read_csv_text(path: Path) -> str:
    """Return a CSV file's text without its byte order mark.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, or is neither in UTF-8 nor marked as UTF-16.
    """
    try:
        data = path.read_bytes()
        return data.decode("utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a readable CSV file") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(f"{path}, line {line}: not text in UTF-8; save it as CSV in UTF-8") from None


def parse_rows(text: str, columns: Columns, parse: RowParser[T], source: str) -> Iterator[tuple[int, T]]:
    """Yield the line number and the parsed object of each row; other columns are ignored.

    Raises
    ------
    InputError
        If the table is empty, a column is missing, or a row is wrong; the message names line and column.
    """
    if not text.strip():
        raise InputError(f"{source} is empty; its first line must be {','.join(columns.required)}")
    reader, separator, header = open_csv(text)
    header = _current_names(header, columns, source)
    _check_header(header, columns, source)
    places = [header.index(name) if name in header else None for name in (*columns.required, *columns.optional)]
    for line in csv_lines(reader, source):
        if line:
            try:
                _check_length(line, header)
                values = [None if place is None else line[place].strip() for place in places]
                _check_filled(values, columns)
                yield reader.line_num, parse(values, separator != ",")
            except RowError as error:
                raise InputError(f"{source}, line {reader.line_num}{error}") from None


def open_csv(text: str) -> tuple["CSVReader", str, list[str]]:
    """Return a reader of the lines below the header, the separator, and the header in lower case."""
    separator = guess_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return reader, separator, [name.strip().lower() for name in next(reader)]


def guess_separator(text: str) -> str:
    """Return what separates the columns: the comma, semicolon or tab that is most frequent in the first line."""
    return max(",;\t", key=text.partition("\n")[0].count)


def parse_number(value: str, column: str, *, decimal_comma: bool) -> float:
    """Parse a value of the named column; raise RowError if it is not a finite number."""
    try:
        number = float(value.replace(",", ".") if decimal_comma else value)
    except ValueError:
        raise RowError(f", column {column}: {value!r} is not a number; write it like 7 or 6.5") from None
    if not math.isfinite(number):
        raise RowError(f", column {column}: {value!r} is not a finite number; write it like 7 or 6.5")
    return number


def format_csv(rows: Sequence[JsonObject]) -> str:
    """Return the rows as CSV, under the columns that any of them has; nested values become one cell."""
    text = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _format_value(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def csv_lines(reader: "CSVReader", source: str) -> Iterator[list[str]]:
    """Yield the lines; raise InputError for an unclosed quote or an oversized cell."""
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(
            f"{source}, line {reader.line_num}: not a CSV table ({error}); save it as CSV in UTF-8"
        ) from None


def _current_names(header: list[str], columns: Columns, source: str) -> list[str]:
    """Return the header with the current name of each column that has an earlier one."""
    for name, earlier in columns.earlier_names.items():
        if name in header and earlier in header:
            raise InputError(
                f"{source}, line 1: the columns {name} and {earlier} are both there, and {earlier} is the earlier name "
                f"of {name}; keep one of them"
            )
        if earlier in header:
            return [name if each == earlier else each for each in header]
    return header


def _check_header(header: list[str], columns: Columns, source: str) -> None:
    missing = [name for name in columns.required if name not in header]
    if missing:
        present = ", ".join(header)
        raise InputError(f"{source}, line 1: the column {missing[0]} is missing among ({present}); add or rename it")
    duplicates = [name for name in (*columns.required, *columns.optional) if header.count(name) > 1]
    if duplicates:
        raise InputError(f"{source}, line 1: the column {duplicates[0]} is there twice; keep one")


def _check_length(line: list[str], header: list[str]) -> None:
    if len(line) != len(header):
        raise RowError(
            f" has {len(line)} values for {len(header)} columns; "
            "put a value with a comma in quotes and write decimals with a point"
        )


def _check_filled(values: list[str | None], columns: Columns) -> None:
    for name, value in zip(columns.required, values, strict=False):
        if not value:
            raise RowError(f", column {name} is empty; fill it in or delete the line")


def _format_value(value: Any) -> Any:
    """Flatten a nested value: a histogram to `1 0 4`, weights to `a=1 b=-1`, anything deeper to JSON."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if any(isinstance(each, dict | list) for each in inner):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{name}={f'{each:g}' if isinstance(each, float) else each}" for name, each in value.items())
    return value
