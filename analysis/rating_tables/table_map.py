"""The map of a table: which columns, or parts of them, hold rater, clip, condition, question and rating."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from analysis.rating_tables.templates import Template
from face.documents import Document, read_toml_tables, validate_document
from face.errors import InputError

MAP_FOLDER: Final = Path(__file__).parent / "maps"
READY_MAPS: Final = tuple(sorted(path.stem for path in MAP_FOLDER.glob("*.toml")))
"""The names of the maps that come with the program."""

LABELS: Final = ("rater", "clip", "condition", "question")
PLACES: Final = (*LABELS, "repeat", "position", "slot")
"""What can stand in braces in a template; `slot` only joins the columns of a wide table."""

FILE_NAME: Final = "(file name)"
"""Stands for a column in `[patterns]`: the file's own name, without folder and `.csv`."""


def _check_label(name: str) -> str:
    if name not in LABELS:
        raise ValueError(f"{name} is no label; write one of {', '.join(LABELS)}")
    return name


def _check_place(name: str) -> str:
    return name if name == "slot" else _check_label(name)


LabelName = Annotated[str, AfterValidator(_check_label)]
PlaceName = Annotated[str, AfterValidator(_check_place)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _check_template(text: str) -> str:
    wrong = [place for place in Template(text).places if place not in PLACES]
    if wrong:
        raise ValueError(f"{{{wrong[0]}}} in {text!r} is no label; write one of {', '.join(PLACES)}, or *")
    twice = [place for place in Template(text).places if Template(text).places.count(place) > 1]
    if twice:
        raise ValueError(f"{{{twice[0]}}} is in {text!r} twice; keep one of them, and write * for the other")
    return text


Alternatives = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""One text, or several of which the first that fits is used."""
Templates = Annotated[tuple[Annotated[str, AfterValidator(_check_template)], ...], BeforeValidator(_as_list)]


class MappedColumns(Document):
    """The columns of labels and numbers; of several names, the first that the table has is used."""

    rater: Alternatives = Field(default=(), description="who gave the rating")
    clip: Alternatives = Field(default=(), description="the recording that the video shows")
    condition: Alternatives = Field(default=(), description="the way in which the video was made")
    question: Alternatives = Field(default=(), description="the question that was answered")
    rating: Alternatives = Field(
        default=(), description="the answer: a number, or JSON with a number for each question, as jsPsych writes it"
    )
    repeat: Alternatives = Field(default=(), description="0, or 1, 2, … if the rater had rated the video before")
    position: Alternatives = Field(
        default=(), description="order of the rater's trials; they are numbered anew from 1, without gaps"
    )
    seconds: Alternatives = Field(default=(), description="time that the answer took, s")
    milliseconds: Alternatives = Field(default=(), description="the same in ms")


class WideTable(Document):
    """A table with a row per rater, and a column of ratings for each video and question."""

    columns: Templates = Field(
        min_length=1, description='names of the columns of ratings, such as "{condition}_{clip}_{question}"'
    )
    video: str = Field(
        default="",
        description="column that names the video of a slot, where each rater saw another order: with columns = "
        '"{slot}_{question}" it is "{slot}_url", and `[patterns]` gets clip and condition from its cells',
    )


@cache
def _folded(text: str) -> Template:
    return Template(text.casefold())


class DropRule(Document):
    """Rows that are no ratings of the study."""

    column: str = Field(description="the column that decides")
    equal: Alternatives = Field(default=(), description="rows with one of these values are dropped; * is anything")
    unequal: Alternatives = Field(default=(), description="rows with any other value are dropped")
    if_present: bool = Field(default=False, description="pass over the rule if the table lacks the column")
    because: str = Field(default="", description="the reason, for the list of what was dropped")

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        if bool(self.equal) == bool(self.unequal):
            raise ValueError("a rule needs either `equal` or `unequal`; give one of them a value")
        return self

    def drops(self, value: str) -> bool:
        """Return whether a row with this value is dropped; upper and lower case are the same."""
        fits = any(_folded(text).match(value.casefold()) is not None for text in self.equal or self.unequal)
        return fits == bool(self.equal)

    @property
    def reason(self) -> str:
        """The reason in words."""
        if self.because:
            return self.because
        return f"{self.column} {'is' if self.equal else 'is not'} {' or '.join(self.equal or self.unequal)}"


class TableMap(Document):
    """The whole map."""

    base: str = Field(default="", description=f"a ready map to start from: {', '.join(READY_MAPS)}")
    skip_lines: int = Field(default=0, ge=0, description="lines above the header, such as a title")
    columns: MappedColumns = MappedColumns()
    patterns: dict[str, Templates] = Field(
        default={},
        description='column → template of its cells, such as "*/{condition}/{clip}.mp4"; the column "(file name)" '
        "is the file's own name",
    )
    wide: WideTable | None = Field(default=None, description="for tables with a row per rater")
    constants: dict[LabelName, str] = Field(default={}, description="label → its value where the table has none")
    names: dict[PlaceName, tuple[str, ...]] = Field(
        default={}, description="label → the values that it has in templates, where they can be read in two ways"
    )
    rename: dict[LabelName, dict[str, str]] = Field(default={}, description="label → value in the table → new value")
    values: dict[str, float] = Field(default={}, description='answer in words → its number, "strongly agree" = 5')
    empty: tuple[str, ...] = Field(default=(), description="texts that mean an empty cell, such as undefined")
    ignore: tuple[str, ...] = Field(
        default=(), description="columns that hold no ratings in a wide table; * is anything"
    )
    drop: tuple[DropRule, ...] = Field(default=(), description="rows that are dropped, such as practice")
    duplicates: Literal["error", "first", "last", "repeat"] = Field(
        default="error",
        description="ratings of the same video and question by one rater: refuse, keep one, or number as repeats",
    )
    cut_condition_from_clip: bool = Field(
        default=False, description="the clip's name contains the condition: put * in its place"
    )
    pseudonyms: bool = Field(default=False, description="call the raters r001, r002, …: their names are platform ids")


def read_map(name: str) -> TableMap:
    """Return a ready map by its name, or read a map's file.

    Raises
    ------
    InputError
        If there is no such map, or a key is wrong; the message names file, key and remedy.
    """
    if name in READY_MAPS:
        return validate_document(_ready_tables(name), TableMap, source=name)
    if not Path(name).suffix and not Path(name).exists():
        raise InputError(f"there is no map {name}; give one of {', '.join(READY_MAPS)}, or a file like map.toml")
    tables = read_toml_tables(Path(name))
    own = validate_document(tables, TableMap, source=name)
    if not own.base:
        return own
    if own.base not in READY_MAPS:
        raise InputError(f"{name}, base: there is no map {own.base}; write one of {', '.join(READY_MAPS)}")
    return validate_document(_merge(_ready_tables(own.base), tables, own), TableMap, source=name)


def _ready_tables(name: str) -> dict[str, Any]:
    return read_toml_tables(MAP_FOLDER / f"{name}.toml")


def _merge(base: dict[str, Any], own_tables: Mapping[str, Any], own: TableMap) -> dict[str, Any]:
    """Return the base with what the own map says; a label that the own map finds is not looked for in the base's."""
    found = {
        place for texts in (*own.patterns.values(), own.wide.columns if own.wide else ()) for place in _places(texts)
    }
    columns = {label: names for label, names in base.get("columns", {}).items() if label not in found}
    own_labels = found | set(own_tables.get("columns", {}))
    patterns = {
        column: texts
        for column, texts in base.get("patterns", {}).items()
        if not own_labels & set(_places(_as_list(texts)))
    }
    merged = dict(base) | {"columns": columns, "patterns": patterns}
    if "clip" in own_labels:
        merged.pop("cut_condition_from_clip", None)
    for key, value in own_tables.items():
        if key == "drop":
            merged[key] = [*base.get("drop", []), *value]
        elif key != "wide" and isinstance(value, Mapping):
            merged[key] = {**merged.get(key, {}), **value}
        else:
            merged[key] = value
    return merged


def _places(texts: Any) -> list[str]:
    return [place for text in texts for place in Template(text).places]
