"""Reads tables of other programs by a map: ratings as rows, and everything that was left out with the reason."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.csv_format import RowError, parse_number
from analysis.rating_tables.layout import Layout, RatingColumn, find_layout, match_first
from analysis.rating_tables.raw_table import RawRow, RawTable, read_raw_table
from analysis.rating_tables.row_order import FoundRating, finish_rows
from analysis.rating_tables.table_map import LABELS, TableMap
from analysis.ratings import RatingRow
from analysis.ratings_csv import MAX_NUMBER
from face.errors import InputError

DEFAULT_QUESTION = "rating"
MAX_LISTED = 8


@dataclass(frozen=True)
class TableReading:
    """What was read.

    Attributes
    ----------
    rows
        The ratings, in the order of the tables.
    dropped
        Reason → how many rows or cells were left out for it.
    columns
        Label or number → the columns that it came from, over all tables.
    rating_columns
        The number of columns of ratings; more than one in a wide table.
    tables, lines
        The number of files, and of their rows below the headers.
    has_pseudonyms
        Whether the raters were given names in place of those in the tables.
    """

    rows: list[RatingRow]
    dropped: Mapping[str, int]
    columns: Mapping[str, tuple[str, ...]]
    rating_columns: int
    tables: int
    lines: int
    has_pseudonyms: bool


@dataclass
class _Collected:
    """What is found while the tables are read."""

    ratings: list[FoundRating] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    columns: dict[str, list[str]] = field(default_factory=dict)
    rating_columns: set[str] = field(default_factory=set)
    lines: int = 0


def read_rating_tables(paths: Sequence[Path], table_map: TableMap) -> TableReading:
    """Read one table or several by a map.

    Raises
    ------
    InputError
        If a file can't be read, a column is missing, an answer is no number, or nothing is left; the message names
        file, line and column.
    """
    collected = _Collected()
    for path in paths:
        table = read_raw_table(path, table_map.skip_lines)
        _read_table(table, table_map, collected)
    rows, left_out = finish_rows(collected.ratings, table_map)
    dropped = collected.dropped + Counter(left_out)
    if not rows:
        reasons = "; ".join(f"{reason}: {count}" for reason, count in dropped.most_common(MAX_LISTED))
        raise InputError(f"{paths[0]}: no rating is left ({reasons}); correct the map")
    return TableReading(
        rows=rows,
        dropped=dict(dropped.most_common()),
        columns={name: tuple(columns) for name, columns in collected.columns.items()},
        rating_columns=len(collected.rating_columns),
        tables=len(paths),
        lines=collected.lines,
        has_pseudonyms=table_map.pseudonyms,
    )


def _read_table(table: RawTable, table_map: TableMap, collected: _Collected) -> None:
    layout = find_layout(table_map, table)
    for name, column in layout.columns.items():
        known = collected.columns.setdefault(name, [])
        known.extend({column} - set(known))
    collected.rating_columns.update(each.column for each in layout.ratings)
    collected.lines += len(table.rows)
    for row in table.rows:
        reason = next((rule.reason for rule, column in layout.rules if rule.drops(table.cell(row, column))), None)
        if reason is not None:
            collected.dropped[reason] += 1
            continue
        try:
            for rating in _ratings_of_row(row, table, layout, table_map):
                if isinstance(rating, str):
                    collected.dropped[rating] += 1
                else:
                    collected.ratings.append(rating)
        except RowError as error:
            raise InputError(f"{table.path}, line {row.line}{error}") from None


def _ratings_of_row(row: RawRow, table: RawTable, layout: Layout, table_map: TableMap) -> Iterator[FoundRating | str]:
    """Yield the ratings of a row, or why there is none."""
    cells = _RowCells(row, table, table_map)
    labels = {**table_map.constants, **layout.from_file_name, **_labels_of_row(cells, layout)}
    numbers = {name: cells.text(column) for name, column in layout.columns.items() if name not in LABELS}
    for column in layout.ratings:
        own = labels | dict(column.labels) | _labels_of_video(cells, column, layout)
        for question, answer in _answers(cells.text(column.column)):
            asked = own | ({"question": question} if question else {})
            problem = _problem(asked, answer, layout, table_map)
            if problem:
                yield problem
                continue
            yield FoundRating(
                where=f"{table.path}, line {row.line}",
                labels=_final_labels(asked, table_map),
                rating=_rating(answer, column.column, table, table_map),
                position=asked.get("position", numbers.get("position", "")),
                repeat=_count(asked.get("repeat", numbers.get("repeat", ""))),
                seconds=_seconds(numbers, layout, table),
            )


@dataclass(frozen=True)
class _RowCells:
    """The cells of a row as the map reads them."""

    row: RawRow
    table: RawTable
    table_map: TableMap

    def text(self, column: str) -> str:
        """Return a cell; of a JSON list, as jsPsych writes the files of a video, the first entry."""
        cell = self.table.cell(self.row, column)
        if cell in self.table_map.empty:
            return ""
        if cell.startswith("["):
            entries = _parse_json(cell)
            if isinstance(entries, list) and entries and isinstance(entries[0], str):
                return entries[0]
        return cell


def _labels_of_row(cells: _RowCells, layout: Layout) -> dict[str, str]:
    labels: dict[str, str] = {}
    for column, templates in layout.templates.items():
        where = f"{cells.table.path}, line {cells.row.line}, column {column}"
        labels |= match_first(templates, cells.text(column), where) or {}
    own = {name: cells.text(column) for name, column in layout.columns.items() if name in LABELS}
    return labels | {name: value for name, value in own.items() if value}


def _labels_of_video(cells: _RowCells, column: RatingColumn, layout: Layout) -> dict[str, str]:
    if not column.video:
        return {}
    where = f"{cells.table.path}, line {cells.row.line}, column {column.video}"
    return match_first(layout.video_templates, cells.text(column.video), where) or {}


def _answers(cell: str) -> Iterator[tuple[str, str]]:
    """Yield question and answer of a cell; the question is empty unless the cell is a JSON object of answers."""
    answers = _parse_json(cell) if cell.startswith("{") else None
    if not isinstance(answers, dict):
        yield "", cell
        return
    for question, answer in answers.items():
        yield question, "" if answer is None else str(answer)


def _parse_json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except ValueError:
        return None


def _problem(labels: Mapping[str, str], answer: str, layout: Layout, table_map: TableMap) -> str:
    """Return why an answer is no rating of the study; empty if it is one."""
    missing = [label for label in ("rater", "clip", "condition") if not labels.get(label)]
    if missing:
        return f"no {' or '.join(missing)}{_template_hint(missing, layout)}"
    if answer in ("", *table_map.empty):
        return "no answer"
    return ""


def _template_hint(missing: Sequence[str], layout: Layout) -> str:
    """Name the template that did not fit, if the labels come from one."""
    for column, templates in layout.templates.items():
        if set(missing) & {place for each in templates for place in each.places}:
            return f" ({column} is not like {templates[0].text})"
    return ""


def _final_labels(labels: Mapping[str, str], table_map: TableMap) -> dict[str, str]:
    """Return rater, clip, condition and question as the analysis is to call them."""
    found = {label: labels.get(label, "") or DEFAULT_QUESTION for label in LABELS}
    if table_map.cut_condition_from_clip:
        found["clip"] = _without_condition(found["clip"], found["condition"])
    return {label: table_map.rename.get(label, {}).get(value, value) for label, value in found.items()}


def _without_condition(clip: str, condition: str) -> str:
    if clip.count(condition) != 1:
        raise RowError(
            f": the clip {clip} contains the condition {condition} {clip.count(condition)} times, not once; write a "
            'map with a template, such as [patterns] short_file_name = "{clip}_{condition}.mp4"'
        )
    return clip.replace(condition, "*")


def _rating(answer: str, column: str, table: RawTable, table_map: TableMap) -> float:
    if answer in table_map.values:
        return table_map.values[answer]
    try:
        value = parse_number(answer, column, decimal_comma=table.separator != ",")
    except RowError:
        raise RowError(
            f", column {column}: the answer {answer!r} is no number; give its number in the map, such as "
            f'[values] "{answer[:40]}" = 5, or drop such rows'
        ) from None
    if abs(value) > MAX_NUMBER:
        raise RowError(f", column {column}: {value:g} is too great; correct it")
    return value


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise RowError(f", column repeat: {text!r} is no count; it must be 0, 1, 2, …")
    return int(text)


def _seconds(numbers: Mapping[str, str], layout: Layout, table: RawTable) -> float | None:
    for name, unit in (("seconds", 1.0), ("milliseconds", 1000.0)):
        if text := numbers.get(name):
            return parse_number(text, layout.columns[name], decimal_comma=table.separator != ",") / unit
    return None
