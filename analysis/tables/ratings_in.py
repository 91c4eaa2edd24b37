"""The long table of ratings, from CSV."""

from collections.abc import Iterable, Iterator

from analysis.ratings import Ratings, Row, from_rows
from analysis.tables import reading
from analysis.tables.reading import Columns, LineError, number, opened
from face.errors import InputError

COLUMNS = Columns(("rater", "clip", "condition", "region", "rating"), ("repeat", "position", "seconds"))


def parse(text: str, source: str) -> Ratings:
    """Read the long table `rater,clip,condition,region,rating[,repeat][,position][,seconds]`.

    Other columns are ignored. Semicolons and tabs separate as well as commas; with them decimal commas are read.

    Parameters
    ----------
    source
        What the table's mistakes are said of.

    Raises
    ------
    InputError
        If a column or a value is wrong, or two rows have the same key; the sentence names line and column.
    """
    rows = list(_distinct(reading.rows(text, COLUMNS, _row, source), source))
    if not rows:
        raise InputError(f"{source}, line 2: there are no ratings below the header; add them")
    return from_rows(rows)


def simulated_raters(text: str) -> frozenset[str]:
    """Return the raters that a column `simulated` marks with 1, as a closed study's download does."""
    reader, _, header = opened(text)
    if not {"simulated", "rater"} <= set(header):
        return frozenset()
    mark, rater = header.index("simulated"), header.index("rater")
    return frozenset(values[rater].strip() for values in reader if values and values[mark].strip() == "1")


def _row(cells: list[str | None], decimal_comma: bool) -> Row:  # noqa: FBT001 - called by `reading.rows`
    numbers = [
        number(cell, name, decimal_comma=decimal_comma) if cell else None
        for name, cell in zip(("rating", *COLUMNS.optional), cells[4:], strict=True)
    ]
    rating, repeat, position, seconds = numbers
    if repeat is not None and (repeat < 0 or repeat != int(repeat)):
        raise LineError(f", column repeat: {repeat:g} is no count; write 0 for the analysed rating, 1, 2, …")
    rater, clip, condition, region = (str(cell) for cell in cells[:4])
    return Row(rater, clip, condition, region, rating or 0.0, int(repeat or 0), position, seconds)


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
