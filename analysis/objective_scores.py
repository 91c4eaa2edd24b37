"""Objective scores: the value of a measure for one clip in one condition, and their CSV table."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from analysis.cells import Cell
from analysis.csv_format import Columns, format_csv, parse_number, parse_rows
from analysis.json_types import JsonObject
from face.errors import InputError


class ObjectiveScore(NamedTuple):
    """One measure's value for one region of a stimulus."""

    clip: str
    condition: str
    region: str
    measure: str
    value: float

    @property
    def cell(self) -> Cell:
        """The stimulus that was measured."""
        return Cell(condition=self.condition, clip=self.clip)


SCORE_COLUMNS: Final = Columns(ObjectiveScore._fields)


def scores_from_results(results: JsonObject) -> list[ObjectiveScore]:
    """Return the scores in the content of `results.json`; several questions may have those of one region."""
    scores = (
        ObjectiveScore(row["clip"], row["condition"], part["asked"]["region"] or name, measure, value)
        for name, part in results["questions"].items()
        for row in part["objective"]
        for measure, value in row["scores"].items()
    )
    return list(dict.fromkeys(scores))


def scores_by_region(scores: Sequence[ObjectiveScore]) -> dict[str, list[ObjectiveScore]]:
    """Return the scores of each region that has any."""
    groups: dict[str, list[ObjectiveScore]] = {}
    for score in scores:
        groups.setdefault(score.region, []).append(score)
    return groups


def parse_objective_csv(text: str, source: str) -> list[ObjectiveScore]:
    """Parse the table `clip,condition,region,measure,value`; `source` names the table in error messages.

    Raises
    ------
    InputError
        If a column or a value is wrong, or a score occurs twice; the message names line and column.
    """
    first_lines: dict[tuple[Cell, str, str], int] = {}
    scores = []
    for line, score in parse_rows(text, SCORE_COLUMNS, _parse_score, source):
        earlier = first_lines.setdefault((score.cell, score.region, score.measure), line)
        if earlier != line:
            raise InputError(f"{source}, line {line}: the same score as in line {earlier}; keep one line")
        scores.append(score)
    return scores


def format_objective_csv(scores: Sequence[ObjectiveScore]) -> str:
    """Return the scores as CSV, sorted by clip, condition, region and measure."""
    return format_csv([score._asdict() for score in sorted(scores)])


def _parse_score(values: list[str | None], decimal_comma: bool) -> ObjectiveScore:  # noqa: FBT001 - see `RowParser`
    clip, condition, region, measure, value = (str(each) for each in values)
    return ObjectiveScore(clip, condition, region, measure, parse_number(value, "value", decimal_comma=decimal_comma))
