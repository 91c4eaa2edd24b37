"""Reference pages generated from the program: commands, settings and the keys of a study file."""

import argparse
import importlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = ("face", "synthesis", "renderer", "training", "analysis")
"""Packages that run as `python -m`; the `__main__` of each offers `build_parser`."""

DJANGO_OPTIONS: Final = frozenset(
    f"--{name}"
    for name in "version settings pythonpath traceback no-color force-color verbosity skip-checks".split()  # noqa: SIM905
)
"""Options that every management command has."""

PLAN_TABLES: Final = ("design", "payment", "analysis")
USAGE_WIDTH: Final = 100
LONGEST_DEFAULT: Final = 40

Schema = Mapping[str, Any]


def write(folder: Path) -> None:
    """Write the generated pages into a folder; unchanged files are left alone, so that Sphinx skips them."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "commands": commands(),
        "settings": settings(),
        "study-file-keys": study_file(),
        "rating-table-map-keys": rating_table_map(),
    }
    for name, lines in pages.items():
        path, text = folder / f"{name}.md", "\n".join(lines) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def commands() -> Iterator[str]:
    """Yield the page of all commands."""
    yield from (
        "# Commands",
        "",
        "Every command reports wrong input in one sentence and exits with code 2.",
        "",
        "## The site: `python manage.py`",
        "",
    )
    for name, parser in site_parsers():
        yield from _command_section(f"manage.py {name}", parser, level=3)
    for package in PACKAGES:
        parser = importlib.import_module(f"{package}.__main__").build_parser()
        yield from _command_section(f"python -m {package}", parser, level=2)


def settings() -> Iterator[str]:
    """Yield the page of environment variables."""
    from evalsite.environment import PREFIX, VARIABLES  # noqa: PLC0415 - the site must be importable only here

    rows = [(f"`{PREFIX}{name}`", _cell(meaning)) for name, meaning in VARIABLES.items()]
    yield from ("# Settings", "")
    yield (
        "The site reads its settings from environment variables. To keep a value in a file, set the variable with the "
        "suffix `_FILE` to its path. A wrong or unknown variable stops the start with one sentence."
    )
    yield from ("", *_table(("variable", "meaning"), rows))


def study_file() -> Iterator[str]:
    """Yield the page of a study file's keys, table by table."""
    yield from ("# Keys of a study file", "")
    yield (
        "A key without a default is required, unless its meaning says what happens without it. "
        "[The study file](../study-file.md) gives an overview."
    )
    yield ""
    for heading, table in study_file_tables():
        yield from _keys_of_table(heading, table)


def rating_table_map() -> Iterator[str]:
    """Yield the page of the keys of a map of rating tables."""
    from analysis.rating_tables.table_map import TableMap  # noqa: PLC0415 - as above

    schema = TableMap.model_json_schema()
    whole = _resolved(schema, schema["$defs"])
    yield from ("# Keys of a map of rating tables", "")
    yield "All keys may be left out. [Ratings from elsewhere](../../how-to/ratings-from-elsewhere.md) shows maps."
    yield ""
    yield from _keys_of_table("(top of the file)", whole)
    for heading, table in _tables("", whole):
        yield from _keys_of_table(heading, table)


def _keys_of_table(heading: str, table: Schema) -> Iterator[str]:
    yield from (f"## `{heading}`", "", *_paragraph(table.get("description", "")))
    rows = [
        (f"`{key}`", _type(entry), _default(entry), _cell(entry.get("description", "")))
        for key, entry in table["properties"].items()
    ]
    yield from _table(("key", "type", "default", "meaning"), rows)


def study_file_tables() -> Iterator[tuple[str, Schema]]:
    """Yield each table of a study file with its heading and JSON schema; tables within tables follow their parent."""
    _set_up_django()
    from evalsite.studies.document.document import StudyDocument  # noqa: PLC0415 - Django is set up by then

    schema = StudyDocument.model_json_schema()
    yield from _tables("", _resolved(schema, schema["$defs"]))


def site_parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield name and parser of the site's own management commands."""
    _set_up_django()
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415

    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app.startswith("evalsite."):
            yield name, load_command_class(app, name).create_parser("manage.py", name)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    import django  # noqa: PLC0415

    django.setup()


def _command_section(name: str, parser: argparse.ArgumentParser, level: int, help_text: str = "") -> Iterator[str]:
    """Yield a command's section, then those of its subcommands."""
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other way to list them
        if isinstance(action, argparse._HelpAction) or DJANGO_OPTIONS.intersection(action.option_strings):  # noqa: SLF001
            action.help = argparse.SUPPRESS
    subcommands = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001
    options = [each for each in parser._actions if each.help != argparse.SUPPRESS and each not in subcommands]  # noqa: SLF001
    yield from (f"{'#' * level} `{name}`", "", *_description(parser, help_text, subcommands=bool(subcommands)))
    if not subcommands:
        yield from ("```text", _usage(parser), "```", "")
    if options:
        rows = [(_argument(each), _cell(_help(each, parser))) for each in options]
        yield from _table(("argument", "meaning"), rows)
    for action in subcommands:
        help_texts = {each.dest: each.help or "" for each in action._choices_actions}  # noqa: SLF001
        for subname, subparser in action.choices.items():
            yield from _command_section(f"{name} {subname}", subparser, level + 1, help_texts.get(subname, ""))


def _description(parser: argparse.ArgumentParser, help_text: str, *, subcommands: bool) -> Iterator[str]:
    """Yield the description, or the help text; indented lines become a list, or are left out as subcommands follow."""
    lines = (parser.description or "").splitlines()
    text = " ".join(line for line in lines if not line.startswith("  ")).strip()
    if not text or text.endswith(":"):
        yield from _paragraph(help_text[:1].upper() + help_text[1:] + "." if help_text else "")
    yield from _paragraph(text)
    if not subcommands:
        entries = [line.split(maxsplit=1) for line in lines if line.startswith("  ")]
        yield from (*(f"- `{key}`: {meaning}" for key, meaning in entries), *([""] if entries else []))


def _usage(parser: argparse.ArgumentParser) -> str:
    parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=USAGE_WIDTH)
    prefix = "usage: "
    return "\n".join(line[len(prefix) :] for line in parser.format_usage().rstrip().splitlines())


def _argument(action: argparse.Action) -> str:
    """Return an argument's name, and the name of its value, as the usage line writes them."""
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = action.metavar or (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()
    )
    return f"`{', '.join(action.option_strings)}{'' if action.nargs == 0 else f' {value}'}`"


def _help(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    return parser._get_formatter()._expand_help(action) if action.help else ""  # noqa: SLF001


def _tables(path: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    for key, entry in sorted(schema["properties"].items(), key=lambda item: item[0] in PLAN_TABLES):
        name = f"{path}.{key}" if path else key
        for kind in entry.get("anyOf", [entry]):
            if "properties" in kind:
                yield f"[{name}]", kind
                yield from _tables(name, kind)
            elif "properties" in kind.get("items", {}):
                yield f"[[{name}]]", kind["items"]
            elif "enum" in kind.get("propertyNames", {}):
                keys = {each: {"type": "array", "description": meaning} for each, meaning in _differences().items()}
                yield f"[{name}]", {"description": entry["description"], "properties": keys}
            elif "properties" in (table := _value_schema(kind)):
                yield f"[{name}.NAME]", table
                yield from _tables(f"{name}.NAME", table)


def _differences() -> Mapping[str, str]:
    """Return the kinds of difference that a study file can acknowledge, with their meaning."""
    from evalsite.studies.document.differences import DIFFERENCES  # noqa: PLC0415 - the site is set up by then

    return {str(kind): meaning for kind, meaning in DIFFERENCES.items()}


def _value_schema(mapping: Schema) -> Schema:
    """Return the schema of a mapping's values, whatever its keys are; empty if it isn't a mapping."""
    values = [*mapping.get("patternProperties", {}).values(), mapping.get("additionalProperties")]
    return next((each for each in values if isinstance(each, Mapping)), {})


def _resolved(value: Any, definitions: Schema) -> Any:
    """Return a schema with every reference replaced by what it refers to; keys beside a reference win."""
    if isinstance(value, list):
        return [_resolved(each, definitions) for each in value]
    if not isinstance(value, Mapping):
        return value
    content = {key: _resolved(each, definitions) for key, each in value.items() if key not in ("$ref", "$defs")}
    if "$ref" in value:
        return {**_resolved(definitions[value["$ref"].rpartition("/")[2]], definitions), **content}
    return content


def _type(entry: Schema) -> str:
    """Return a key's type in a few words."""
    if "enum" in entry:
        return ", ".join(f"`{_literal(value)}`" for value in entry["enum"])
    if "const" in entry:
        return f"`{_literal(entry['const'])}`"
    if "anyOf" in entry:
        kinds = [each for each in entry["anyOf"] if each.get("type") != "null"]
        numbers = [each for each in kinds if each.get("type") == "number"]  # pydantic also takes them as text
        return " or ".join(dict.fromkeys(_type(each) for each in numbers or kinds))
    names = {"array": "list", "object": "table", "boolean": "true or false", "integer": "integer", "string": "text"}
    kind = str(entry.get("type", "value"))
    return names.get(kind, kind)


def _default(entry: Schema) -> str:
    """Return a key's default as TOML writes it, or nothing if there is none or if it is no single value."""
    value = entry.get("default")
    if value is None or value in ([], {}) or isinstance(value, Mapping):
        return ""
    literal = _literal(value)
    return "a default text" if len(literal) > LONGEST_DEFAULT else f"`{_cell(literal)}`"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield from (" ".join(text.split()), "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
