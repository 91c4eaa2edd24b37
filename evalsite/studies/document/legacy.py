"""Study documents of earlier schemas, whose keys had other names: schema 1 is that of release 0.1.0.

The document of a frozen study stays as it was stored, since its digest covers it; it is converted whenever it is read.
In a study file an old key is refused, and the message names the new one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from analysis.earlier_plans import RENAMED_VALUES, convert_earlier_plan
from face.errors import InputError

SCHEMA: Final = 3
"""The schema of the documents that this release stores, in their key `schema`; schema 1 has no such key."""

COMPUTED: Final = "computed"
"""The key of a stored document that lists the keys whose values the program computed when the study opened."""


class Rename(NamedTuple):
    """A key of a table, or of each entry of a list of tables, that has a new name and perhaps new values."""

    table: str
    old: str
    new: str
    values: Mapping[str, str] = {}


RENAMES_1: Final = (
    Rename("protocol", "fastest", "min_response_seconds"),
    Rename("protocol", "unfinished", "incomplete", {"unused": "exclude", "used": "include"}),
    Rename("recruitment", "beyond_plan", "over_quota"),
    *(Rename(form, "longest", "max_length") for form in ("before", "after")),
    *(Rename(form, "below", "screen_out_below") for form in ("before", "after")),
    *(Rename(form, "above", "screen_out_above") for form in ("before", "after")),
    Rename("acknowledged", "shape", "aspect_ratio"),
    Rename("acknowledged", "bars", "black_bars"),
    Rename("acknowledged", "late", "sound_offset"),
)
"""What schema 2 renamed."""

RENAMES_2: Final = (Rename("practice", "region", "question"), Rename("checks", "region", "question"))
"""What schema 3 renamed: questions have names, which were those of their regions."""

TABLE_HEADING: Final = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]")


def convert_stored(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a stored document with the current keys.

    Raises
    ------
    InputError
        If a later release stored the document.
    """
    tables = dict(document)
    schema = tables.pop("schema", 1)
    tables.pop(COMPUTED, None)
    if schema not in (1, 2, SCHEMA):
        raise InputError(f"the stored study has schema {schema}; update Facestudy to the release that created it")
    if schema == 1:
        tables = convert_schema_1(tables)
    return convert_schema_2(tables) if schema < SCHEMA else tables


def convert_schema_1(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of schema 1 with the keys of schema 2; the argument stays as it is."""
    return {name: _convert(name, table, RENAMES_1) for name, table in document.items()}


def convert_schema_2(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of schema 2 with the keys of schema 3, each question called by its region."""
    converted = {name: _convert(name, table, RENAMES_2) for name, table in convert_earlier_plan(document).items()}
    if "questions" in converted:
        converted["questions"] = [{"name": each.get("region"), **each} for each in converted["questions"]]
    return converted


def convert_source(text: str) -> str:
    """Return the text of a study file with the keys of schema 3; comments and layout stay."""
    lines, table = [], ""
    for line in text.splitlines(keepends=True):
        if heading := TABLE_HEADING.match(line):
            table = heading[1]
        for rename in RENAMES_2:
            if rename.table == table:
                line = re.sub(rf"^(\s*){rename.old}(\s*=)", rf"\g<1>{rename.new}\g<2>", line)  # noqa: PLW2901
        for (name, key), values in RENAMED_VALUES.items():
            if name == table:
                for old, new in values.items():
                    line = re.sub(rf"""^(\s*{key}\s*=\s*)(["']){old}\2""", rf"\g<1>\g<2>{new}\g<2>", line)  # noqa: PLW2901
        lines.append(line)
    return "".join(lines)


def _convert(name: str, table: Any, all_renames: Sequence[Rename]) -> Any:
    if isinstance(table, list):
        return [_convert(name, entry, all_renames) for entry in table]
    if not isinstance(table, dict):
        return table
    renames = {rename.old: rename for rename in all_renames if rename.table == name}
    converted: dict[str, Any] = {}
    for key, value in table.items():
        rename = renames.get(key)
        converted[rename.new if rename else key] = (
            rename.values.get(value, value) if rename and rename.values else value
        )
    return converted


def check_no_old_keys(tables: Mapping[str, Any]) -> None:
    """Raise ValueError for a key that has a new name; it says where the key is, and its new name."""
    for rename in (*RENAMES_1, *RENAMES_2):
        for where, table in _tables_at(tables, rename.table):
            if rename.old in table:
                value = rename.values.get(str(table[rename.old]))
                replacement = f'{rename.new} = "{value}"' if value else rename.new
                raise ValueError(f"{where}.{rename.old} is now called {rename.new}; write `{replacement}` instead")


def _tables_at(tables: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the table of that name, or each entry of a list of tables, with its location."""
    table = tables.get(name)
    if isinstance(table, Mapping):
        yield name, table
    elif isinstance(table, list | tuple):
        yield from ((f"{name}[{number}]", entry) for number, entry in enumerate(table, 1) if isinstance(entry, Mapping))
