"""`python -m analysis columns`, and the ratings of `python -m analysis report` from tables of any program."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from analysis.csv_format import read_csv_text
from analysis.rating_tables.raw_table import RawTable, read_raw_table
from analysis.rating_tables.reader import read_rating_tables
from analysis.rating_tables.summary import reading_lines, reading_notes
from analysis.rating_tables.table_map import MAP_FOLDER, READY_MAPS, read_map
from analysis.ratings import Ratings
from analysis.ratings_csv import format_ratings_csv, parse_ratings_csv, parse_simulated_raters
from face.errors import InputError

MAP_HELP: Final = f"how to read another program's tables: {', '.join(READY_MAPS)}, or a file like map.toml"
TYPICAL_COLUMNS: Final = {
    "jspsych": {"trial_type", "trial_index", "time_elapsed"},
    "qualtrics": {"responseid", "finished", "progress"},
    "revisit": {"participantid", "trialid", "responseid", "answer"},
    "p910": {"hitid", "workerid", "short_file_name", "vote"},
    "long": {"rater", "clip", "condition", "rating"},
}
"""The columns by which the export of a program is recognised."""
SHOWN_VALUES: Final = 4
SHOWN_LETTERS: Final = 30


@dataclass(frozen=True)
class RatingsInput:
    """The ratings of a command, the raters that are scripts, what a map did, and the map for the bundle."""

    ratings: Ratings
    scripts: frozenset[str] = frozenset()
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    files: dict[str, bytes] = field(default_factory=dict)


def read_ratings(paths: Sequence[Path], map_name: str | None) -> RatingsInput:
    """Read the program's own long table, or other tables by a map.

    Raises
    ------
    InputError
        If a file can't be read, or something in it is wrong.
    """
    if map_name is not None:
        return _read_by_map(paths, map_name)
    if len(paths) > 1:
        raise InputError(f"{len(paths)} tables can't be read as one without a map; add --map long, or another map")
    text = read_csv_text(paths[0])
    return RatingsInput(parse_ratings_csv(text, str(paths[0])), parse_simulated_raters(text))


def _read_by_map(paths: Sequence[Path], map_name: str) -> RatingsInput:
    reading = read_rating_tables(paths, read_map(map_name))
    source = ", ".join(path.name for path in paths[:SHOWN_VALUES]) + (", …" if len(paths) > SHOWN_VALUES else "")
    path = MAP_FOLDER / f"{map_name}.toml" if map_name in READY_MAPS else Path(map_name)
    return RatingsInput(
        ratings=Ratings.from_rows(reading.rows),
        lines=reading_lines(reading),
        notes=reading_notes(reading, source, path.stem),
        files={"map.toml": path.read_bytes()},
    )


def add_columns_command(commands: Any) -> None:
    """Add the command to the parser of `python -m analysis`."""
    command: ArgumentParser = commands.add_parser("columns", help="show a table's columns, and what a map reads")
    command.add_argument("tables", type=Path, nargs="+", metavar="TABLE.csv", help="the tables of one study")
    command.add_argument("--map", metavar="MAP", help=MAP_HELP)
    command.add_argument("--out", type=Path, metavar="RATINGS.csv", help="write the ratings as a long table")
    command.set_defaults(run=run_columns)


def run_columns(arguments: Namespace) -> None:
    """Print the columns of the first table, or what a map reads from all of them."""
    if arguments.map is None:
        if arguments.out:
            raise InputError("--out needs --map: without it nothing is read as ratings")
        print("\n".join(column_lines(read_raw_table(arguments.tables[0]))))  # noqa: T201
        return
    read = read_ratings(arguments.tables, arguments.map)
    print("\n".join(read.lines))  # noqa: T201
    if arguments.out:
        try:
            arguments.out.write_text(format_ratings_csv(read.ratings), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{arguments.out} can't be written ({error.strerror}); give another --out") from None
        print(f"{arguments.out} written")  # noqa: T201


def column_lines(table: RawTable) -> list[str]:
    """Return the table's columns with some of their values, and which program may have written it."""
    separator = {",": "commas", ";": "semicolons", "\t": "tabs"}[table.separator]
    lines = [f"{table.path}: {len(table.rows)} rows, {len(table.header)} columns separated by {separator}"]
    for place, column in enumerate(table.header):
        values = list(dict.fromkeys(row.cells[place] for row in table.rows if row.cells[place]))
        shown = ", ".join(_shorten(value) for value in values[:SHOWN_VALUES])
        lines.append(f"  {column}: {len(values)} different{f': {shown}' if shown else ''}")
    return [*lines, _guess(table)]


def _guess(table: RawTable) -> str:
    names = {name.casefold() for name in table.header}
    for program, typical in TYPICAL_COLUMNS.items():
        if typical <= names:
            return f"it looks like a table that --map {program} reads"
    return "no ready map fits; write a map (docs/how-to/ratings-from-elsewhere.md)"


def _shorten(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= SHOWN_LETTERS else f"{line[: SHOWN_LETTERS - 1]}…"
