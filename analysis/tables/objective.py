"""Objective scores from a CSV file, and back."""

from collections.abc import Sequence

from analysis.objective import Score
from analysis.tables import reading
from analysis.tables.reading import Columns, number
from analysis.tables.writing import csv_text
from face.errors import InputError

COLUMNS = Columns(Score._fields)


def parse(text: str, source: str) -> list[Score]:
    """Read the table `clip,condition,region,measure,value`; `source` is what its mistakes are said of.

    Raises
    ------
    InputError
        If a column or a value is wrong, or a score is there twice; the sentence names line and column.
    """
    first: dict[tuple[str, ...], int] = {}
    found = []
    for line, score in reading.rows(text, COLUMNS, _score, source):
        earlier = first.setdefault(score[:4], line)
        if earlier != line:
            raise InputError(f"{source}, line {line}: the same score as in line {earlier}; keep one line")
        found.append(score)
    return found


def objective_csv(scores: Sequence[Score]) -> str:
    """Write the scores in a fixed order."""
    return csv_text([score._asdict() for score in sorted(scores)])


def _score(cells: list[str | None], decimal_comma: bool) -> Score:  # noqa: FBT001 - called by `reading.rows`
    clip, condition, region, measure, value = (str(cell) for cell in cells)
    return Score(clip, condition, region, measure, number(value, "value", decimal_comma=decimal_comma))
