"""The long table of ratings as CSV: reading, writing, and the meaning of its columns."""

import csv
import io
import math
from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

from analysis.csv_format import Columns, RowError, open_csv, parse_number, parse_rows
from analysis.ratings import FACTORS, RatingRow, Ratings
from face.errors import InputError

INPUT_COLUMNS: Final = Columns(
    ("rater", "clip", "condition", "question", "rating"),
    ("repeat", "position", "seconds"),
    earlier_names={"question": "region"},
)

RATING_SIZES: Final = (1e-15, 1e15)
"""The sizes of a rating other than 0: beyond them squares lose their digits. A study's scale is checked elsewhere."""
MAX_NUMBER: Final = 1e6
"""No count and no time in s is greater; a greater number is a slip."""

RATINGS_COLUMNS: Final = {
    "rater": ("who gave the rating, by pseudonym", "any label; links the tables"),
    "clip": ("the recording that the video shows", "any label"),
    "condition": ("the way in which the video was made from the recording", "any label"),
    "question": (
        "the question that was answered, by its name",
        "any label; upper, middle and lower are the regions of the face",
    ),
    "rating": ("the answer", "points of the study's scale"),
    "repeat": (
        "whether the rater had rated the same video before",
        "0 no (analysed); 1, 2, … further presentations",
    ),
    "position": ("position of the trial among the rater's trials", "counts from 1; empty: not known"),
    "seconds": ("from the beginning of the playback to the answer", "seconds; empty: not known"),
    "simulated": ("whether a script gave the rating", "0 no, 1 yes"),
}
"""Meaning and values of each column of the table that is written, in its order."""


def parse_ratings_csv(text: str, source: str) -> Ratings:
    """Parse the long table `rater,clip,condition,question,rating[,repeat][,position][,seconds]`.

    Other columns are ignored; a column `region`, as version 0.1 wrote it, is read as `question`. Columns are separated
    by commas, semicolons or tabs; with the latter two decimal commas are read too.

    Parameters
    ----------
    text
        The table, the first line being its header.
    source
        The table's name in error messages.

    Raises
    ------
    InputError
        If a column or a value is wrong, or two rows have the same key; the message names line and column.
    """
    rows = list(_unique_rows(parse_rows(text, INPUT_COLUMNS, _parse_rating, source), source))
    if not rows:
        raise InputError(f"{source}, line 2: there are no ratings below the header; add them")
    return Ratings.from_rows(rows)


def parse_simulated_raters(text: str) -> frozenset[str]:
    """Return the raters that a column `simulated` marks with 1, as in the export of a closed study."""
    reader, _, header = open_csv(text)
    if not {"simulated", "rater"} <= set(header):
        return frozenset()
    mark, rater = header.index("simulated"), header.index("rater")
    return frozenset(values[rater].strip() for values in reader if values and values[mark].strip() == "1")


def format_ratings_csv(ratings: Ratings, *, simulated: Container[str] = ()) -> str:
    """Return the ratings as CSV in their fixed order; `simulated` holds the raters that are scripts."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(RATINGS_COLUMNS)
    writer.writerows((*row, int(row.rater in simulated)) for row in rating_rows(ratings))
    return text.getvalue()


def rating_rows(ratings: Ratings) -> list[RatingRow]:
    """Return the ratings as rows, whole numbers as int and unknown values as None."""
    labels = [[getattr(ratings, f"{name}s")[code] for code in getattr(ratings, name).tolist()] for name in FACTORS]
    numbers = [ratings.rating, ratings.repeat, ratings.position, ratings.seconds]
    columns = [*labels, *([_shorten(value) for value in column.tolist()] for column in numbers)]
    return [RatingRow(*values) for values in zip(*columns, strict=True)]


def _parse_rating(values: list[str | None], decimal_comma: bool) -> RatingRow:  # noqa: FBT001 - see `RowParser`
    rater, clip, condition, question = (str(each) for each in values[:4])
    rating, repeat, position, seconds = (
        parse_number(value, name, decimal_comma=decimal_comma) if value else None
        for name, value in zip(("rating", *INPUT_COLUMNS.optional), values[4:], strict=True)
    )
    _check_sizes(rating or 0.0, dict(zip(INPUT_COLUMNS.optional, (repeat, position, seconds), strict=True)))
    if repeat is not None and (repeat < 0 or repeat != int(repeat)):
        raise RowError(f", column repeat: {repeat:g} is not a count; write 0 for the analysed rating, then 1, 2, …")
    return RatingRow(rater, clip, condition, question, rating or 0.0, int(repeat or 0), position, seconds)


def _check_sizes(rating: float, counts: dict[str, float | None]) -> None:
    smallest, largest = RATING_SIZES
    if rating and not smallest <= abs(rating) <= largest:
        raise RowError(
            f", column rating: {rating:g} is outside what can be analysed, {smallest:g} to {largest:g}; "
            "correct it, or give the ratings in another unit"
        )
    for name, value in counts.items():
        if value is not None and abs(value) > MAX_NUMBER:
            raise RowError(f", column {name}: {value:g} is too great; correct it")


def _unique_rows(rows: Iterable[tuple[int, RatingRow]], source: str) -> Iterator[RatingRow]:
    first_lines: dict[tuple[str, str, str, str, int], int] = {}
    for line, row in rows:
        key = (row.rater, row.clip, row.condition, row.question, row.repeat)
        earlier = first_lines.setdefault(key, line)
        if earlier != line:
            raise InputError(
                f"{source}, line {line}: the same rater, clip, condition and question as in line {earlier}; "
                "keep one line, or number repeated presentations in a column repeat"
            )
        yield row


def _shorten(value: float) -> Any:
    if math.isnan(value):
        return None
    return int(value) if value == int(value) else value
