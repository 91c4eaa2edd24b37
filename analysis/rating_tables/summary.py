"""What a map found in tables, in words: for the terminal, and as notes in the results."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from analysis.rating_tables.reader import DEFAULT_QUESTION, TableReading
from analysis.ratings import RatingRow

SHOWN_ROWS = 5
SHOWN_LABELS = 12
PLATFORM_IDS = ("prolific", "workerid", "worker_id", "mturk")
"""Parts of the names of columns that hold people's platform ids."""


def reading_lines(reading: TableReading) -> list[str]:
    """Return what was recognised, dropped and guessed, line by line."""
    return [
        *_recognised(reading),
        *_warnings(reading),
        f"first ratings: {', '.join(RatingRow._fields)}",
        *(f"  {', '.join(map(_cell, row))}" for row in islice(reading.rows, SHOWN_ROWS)),
    ]


def reading_notes(reading: TableReading, source: str, map_name: str) -> list[str]:
    """Return the notes that go into the results: where the ratings come from, and what was left out."""
    dropped = "; ".join(f"{reason}: {count}" for reason, count in reading.dropped.items()) or "nothing"
    read = f"{len(reading.rows)} ratings of {reading.lines} rows"
    origin = f"the ratings were read from {source} by the map {map_name}"
    return [f"{origin}: {read}; left out: {dropped}", *_warnings(reading)]


def _recognised(reading: TableReading) -> Iterator[str]:
    files = f"{reading.tables} files, " if reading.tables > 1 else ""
    wide = f", {reading.rating_columns} columns of ratings" if reading.rating_columns > 1 else ""
    yield f"{files}{reading.lines} rows{wide}: {len(reading.rows)} ratings"
    for label in ("rater", "clip", "condition", "question"):
        values = sorted({getattr(row, label) for row in reading.rows})
        columns = f" (column {', '.join(reading.columns[label])})" if label in reading.columns else ""
        yield f"{len(values)} {label}{'s' if len(values) > 1 else ''}{columns}: {_listed(values)}"
    ratings = Counter(row.rating for row in reading.rows)
    yield f"ratings from {min(ratings):g} to {max(ratings):g}, {len(ratings)} different ones"
    for number in ("position", "seconds"):
        known = sum(getattr(row, number) is not None for row in reading.rows)
        yield f"{number}: known for {known} of {len(reading.rows)} ratings"
    for reason, count in reading.dropped.items():
        yield f"left out: {count} ({reason})"
    if not reading.dropped:
        yield "left out: nothing"


def _warnings(reading: TableReading) -> list[str]:
    """Return what may be wrong although it could be read."""
    warnings = []
    columns = [column for column in reading.columns.get("rater", ()) if _is_platform_id(column)]
    if columns and not reading.has_pseudonyms:
        warnings.append(
            f"the column {columns[0]} holds people's platform ids, which report and bundle would contain; write "
            "pseudonyms = true into a map"
        )
    cells = Counter((row.clip, row.condition) for row in reading.rows)
    clips, conditions = ({cell[index] for cell in cells} for index in (0, 1))
    if len(cells) < len(clips) * len(conditions):
        warnings.append(
            f"{len(cells)} of the {len(clips) * len(conditions)} combinations of clip and condition are rated; if each "
            "clip has each condition, the map takes a part of a name for the wrong label"
        )
    if len(conditions) == 1:
        warnings.append("there is one condition only, so nothing can be compared")
    if {row.question for row in reading.rows} == {DEFAULT_QUESTION}:
        warnings.append(f"the table names no question; it is called {DEFAULT_QUESTION!r}")
    return warnings


def _is_platform_id(column: str) -> bool:
    return any(part in column.casefold() for part in PLATFORM_IDS)


def _listed(values: Sequence[str]) -> str:
    more = f", … and {len(values) - SHOWN_LABELS} more" if len(values) > SHOWN_LABELS else ""
    return ", ".join(values[:SHOWN_LABELS]) + more


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, float) else str(value)
