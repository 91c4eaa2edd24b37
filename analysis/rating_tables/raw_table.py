"""Any CSV table as it is: header and cells as text, each row with its line."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.csv_format import csv_lines, guess_separator, read_csv_text
from face.errors import InputError


@dataclass(frozen=True)
class RawRow:
    """A row's cells, without spaces around them, and its last line in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table: the path of its file, the separator, the names of its columns and its rows."""

    path: Path
    separator: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]

    @property
    def name(self) -> str:
        """The file's name without `.csv`."""
        return self.path.stem

    def find_column(self, names: Iterable[str]) -> str | None:
        """Return the first of these columns that the table has, as it is spelled there; None if it has none.

        Raises
        ------
        InputError
            If the table has two columns of that name.
        """
        for name in names:
            found = name if name in self._places else self._spellings.get(name.casefold())
            if found is not None:
                self._check_once(found)
                return found
        return None

    def cell(self, row: RawRow, column: str) -> str:
        """Return a row's cell in a column of the header."""
        return row.cells[self._places[column]]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.header)}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.header}

    def _check_once(self, column: str) -> None:
        if Counter(self.header)[column] > 1:
            raise InputError(f"{self.path}: the column {column} is there twice; rename or remove one of them")


def read_raw_table(path: Path, skip_lines: int = 0) -> RawTable:
    """Read a table separated by commas, semicolons or tabs; `skip_lines` lines above the header are passed over.

    Raises
    ------
    InputError
        If the file can't be read, has no header or no rows, or a row has another number of cells than the header.
    """
    text = read_csv_text(path)
    for _ in range(skip_lines):
        text = text.partition("\n")[2]
    if not text.strip():
        raise InputError(f"{path} has no header below line {skip_lines}; give a table with the names of its columns")
    separator = guess_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines = [(reader.line_num + skip_lines, cells) for cells in csv_lines(reader, str(path)) if any(cells)]
    header = tuple(name.strip() for name in lines[0][1])
    rows = tuple(RawRow(line, tuple(cell.strip() for cell in cells)) for line, cells in lines[1:])
    if not rows:
        raise InputError(f"{path} has no rows below its header; export the data again")
    for row in rows:
        if len(row.cells) != len(header):
            raise InputError(
                f"{path}, line {row.line} has {len(row.cells)} cells for {len(header)} columns; "
                "put a cell with a separator in it in quotes, or export the table again"
            )
    return RawTable(path, separator, header, rows)
