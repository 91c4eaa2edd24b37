"""A map applied to a table: where each label, number and rating is found in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from analysis.rating_tables.raw_table import RawTable
from analysis.rating_tables.table_map import FILE_NAME, LABELS, DropRule, TableMap
from analysis.rating_tables.templates import AmbiguousMatchError, Template
from face.errors import InputError

NUMBERS: Final = ("repeat", "position", "seconds", "milliseconds")


@dataclass(frozen=True)
class RatingColumn:
    """A column of ratings, the labels in its name, and the column that names its video ("" if there is none)."""

    column: str
    labels: Mapping[str, str]
    video: str = ""


@dataclass(frozen=True)
class Layout:
    """Where things are in a table; columns are spelled as its header spells them.

    Attributes
    ----------
    columns
        Label or number → its column.
    templates
        Column → the templates of its cells.
    ratings
        The columns of ratings.
    video_templates
        The templates of the cells that name a slot's video.
    from_file_name
        Labels that the file's name holds, the same in each row.
    rules
        Which rows are dropped, each with its column.
    """

    columns: Mapping[str, str]
    templates: Mapping[str, tuple[Template, ...]]
    ratings: tuple[RatingColumn, ...]
    video_templates: tuple[Template, ...]
    from_file_name: Mapping[str, str]
    rules: tuple[tuple[DropRule, str], ...]


def find_layout(table_map: TableMap, table: RawTable) -> Layout:
    """Apply a map to a table.

    Raises
    ------
    InputError
        If no column has the ratings, a label can't be found, or a column's name can be read in two ways.
    """
    columns = {
        name: found
        for name in (*LABELS, *NUMBERS)
        if (found := table.find_column(getattr(table_map.columns, name))) is not None
    }
    video = table_map.wide.video if table_map.wide else ""
    templates = {
        found: make_templates(table_map, texts)
        for column, texts in table_map.patterns.items()
        if column not in (FILE_NAME, video) and (found := table.find_column([column])) is not None
    }
    layout = Layout(
        columns=columns,
        templates=templates,
        ratings=_rating_columns(table_map, table, {*columns.values(), *templates}),
        video_templates=make_templates(table_map, table_map.patterns.get(video, ())) if video else (),
        from_file_name=_labels_in_file_name(table_map, table),
        rules=tuple(_rules(table_map, table)),
    )
    _check_labels(layout, table_map, table)
    return layout


def make_templates(table_map: TableMap, texts: tuple[str, ...]) -> tuple[Template, ...]:
    """Return templates whose places have the map's names."""
    return tuple(Template(text, table_map.names) for text in texts)


def match_first(templates: tuple[Template, ...], value: str, where: str) -> dict[str, str] | None:
    """Return the labels by the first template that fits; None if none does.

    Raises
    ------
    InputError
        If the text fits it in two ways; `where` begins the message.
    """
    for template in templates:
        try:
            labels = template.match(value)
        except AmbiguousMatchError as error:
            raise InputError(
                f"{where}: {value!r} fits {template.text!r} in two ways ({error}); list the labels in the map, such as "
                '[names] condition = ["…", "…"]'
            ) from None
        if labels is not None:
            return labels
    return None


def _rating_columns(table_map: TableMap, table: RawTable, used: set[str]) -> tuple[RatingColumn, ...]:
    if table_map.wide is None:
        column = table.find_column(table_map.columns.rating)
        if column is None:
            raise _missing_column("rating", table_map.columns.rating, table)
        return (RatingColumn(column, {}),)
    candidates = [column for column in table.header if column not in used and not _is_ignored(column, table_map)]
    fitting = [
        (template, [column for column in candidates if _fits(template, column)])
        for template in make_templates(table_map, table_map.wide.columns)
    ]
    template, columns = max(fitting, key=lambda each: len(each[1]))
    if not columns:
        raise InputError(
            f"{table.path}, line 1: no column is named like {' or '.join(table_map.wide.columns)} among "
            f"{', '.join(table.header)}; correct [wide] columns in the map"
        )
    found = []
    for column in columns:
        labels = match_first((template,), column, f"{table.path}, line 1") or {}
        found.append(RatingColumn(column, labels, _video_column(table_map, table, labels)))
    return tuple(each for each in found if each.column != each.video)


def _fits(template: Template, column: str) -> bool:
    try:
        return template.match(column) is not None
    except AmbiguousMatchError:
        return True


def _video_column(table_map: TableMap, table: RawTable, labels: Mapping[str, str]) -> str:
    """Return the column that names the video of a slot."""
    video = table_map.wide.video if table_map.wide else ""
    if not video:
        return ""
    column = video.replace("{slot}", labels.get("slot", ""))
    found = table.find_column([column])
    if found is None:
        raise InputError(f"{table.path}, line 1: the column {column} is missing; correct [wide] video in the map")
    return found


def _is_ignored(column: str, table_map: TableMap) -> bool:
    return any(fnmatchcase(column.casefold(), pattern.casefold()) for pattern in table_map.ignore)


def _labels_in_file_name(table_map: TableMap, table: RawTable) -> dict[str, str]:
    templates = make_templates(table_map, table_map.patterns.get(FILE_NAME, ()))
    return match_first(templates, table.name, f"the file name {table.path.name}") or {}


def _rules(table_map: TableMap, table: RawTable) -> list[tuple[DropRule, str]]:
    rules = []
    for rule in table_map.drop:
        column = table.find_column([rule.column])
        if column is not None:
            rules.append((rule, column))
        elif not rule.if_present:
            raise _missing_column("drop", (rule.column,), table)
    return rules


def _check_labels(layout: Layout, table_map: TableMap, table: RawTable) -> None:
    """Raise InputError if the table has nothing from which a label could come."""
    places = {
        place
        for alternatives in (*layout.templates.values(), layout.video_templates)
        for each in alternatives
        for place in each.places
    }
    places |= {place for column in layout.ratings for place in column.labels}
    for label in ("rater", "clip", "condition"):
        if label not in places | {*layout.columns, *layout.from_file_name, *table_map.constants}:
            raise _missing_column(label, getattr(table_map.columns, label), table)


def _missing_column(what: str, names: tuple[str, ...], table: RawTable) -> InputError:
    tried = f" (looked for: {', '.join(names)})" if names else ""
    return InputError(
        f"{table.path}, line 1: no column for {what}{tried} among {', '.join(table.header)}; name it in the map, "
        f'such as {what} = "…" under [columns]' + (", or a template under [patterns]" if what != "rating" else "")
    )
