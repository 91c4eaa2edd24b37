"""Reference pages generated from the program: commands, settings and the keys of a study file."""

import argparse
import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGES = ("face", "synthesis", "renderer", "training", "analysis")
"""Packages that run as `python -m`; each `__main__` offers `build_parser`."""


def write(folder: Path) -> None:
    """Write the generated pages into a folder, unchanged files left alone so that Sphinx need not read them again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in {"commands": commands(), "settings": settings(), "study-file-keys": study_file()}.items():
        path, text = folder / f"{name}.md", "\n".join(lines) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def commands() -> Iterator[str]:
    """Yield the page of all commands."""
    yield from ("# Commands", "", "Every command answers a wrong input with one sentence and exit code 2.", "")
    yield from ("## The site: `python manage.py`", "")
    for name, parser in _site_parsers():
        yield from _command(f"manage.py {name}", parser, level=3)
    for package in PACKAGES:
        yield from (f"## `python -m {package}`", "")
        parser = importlib.import_module(f"{package}.__main__").build_parser()
        yield from _command(f"python -m {package}", parser, level=3)


def settings() -> Iterator[str]:
    """Yield the page of environment variables."""
    from evalsite.environment import PREFIX, VARIABLES  # noqa: PLC0415 - Django is set up by then

    yield from (
        "# Settings",
        "",
        "The site reads its settings from environment variables. `NAME_FILE` may name a file that holds the value. "
        "A wrong or unknown variable stops the start with one sentence.",
        "",
        "| variable | meaning |",
        "|---|---|",
    )
    for name, meaning in VARIABLES.items():
        yield f"| `{PREFIX}{name}` | {_cell(meaning)} |"


def study_file() -> Iterator[str]:
    """Yield the page of a study file's keys, table by table."""
    _set_up_django()
    from evalsite.studies.document.document import StudyDocument  # noqa: PLC0415

    schema = StudyDocument.model_json_schema()
    yield from ("# Keys of a study file", "")
    for table, content in schema["properties"].items():
        model = _model(content, schema)
        if model is None:
            continue
        yield from (f"## `{_heading(table, content)}`", "", *_paragraph(model.get("description", "")))
        yield from ("| key | type | default | meaning |", "|---|---|---|---|")
        for key, entry in model["properties"].items():
            default = "" if "default" not in entry else f"`{_literal(entry['default'])}`"
            yield f"| `{key}` | {_type(entry, schema)} | {default} | {_cell(entry.get('description', ''))} |"
        yield ""


def _site_parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    _set_up_django()
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415

    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app.startswith("evalsite."):
            command = load_command_class(app, name)
            command.suppressed_base_arguments = {
                "--version", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
                "--verbosity", "--skip-checks",
            }  # fmt: skip
            yield name, command.create_parser("manage.py", name)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    import django  # noqa: PLC0415

    django.setup()


def _command(name: str, parser: argparse.ArgumentParser, level: int) -> Iterator[str]:
    """Yield a command's section, then those of its subcommands."""
    subcommands = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    arguments = [
        action
        for action in parser._actions  # noqa: SLF001
        if action.help != argparse.SUPPRESS
        and not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)  # noqa: SLF001
    ]
    if not name.startswith("python") or not subcommands:
        yield from (f"{'#' * level} `{name}`", "")
    yield from _paragraph(parser.description or "")
    if arguments:
        yield from ("| argument | meaning |", "|---|---|")
        yield from (f"| {_argument(action)} | {_cell(_help(action, parser))} |" for action in arguments)
        yield ""
    for action in subcommands:
        for subname, subparser in action.choices.items():
            yield from _command(f"{name} {subname}", subparser, level)


def _argument(action: argparse.Action) -> str:
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else (action.dest or "").upper())
    shown = " ".join(value) if isinstance(value, tuple) else str(value)
    if not action.option_strings:
        return f"`{shown.replace('|', chr(92) + '|')}`"
    takes_value = action.nargs != 0
    options = ", ".join(action.option_strings)
    return f"`{options}{' ' + shown.replace('|', chr(92) + '|') if takes_value else ''}`"


def _help(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    return parser._get_formatter()._expand_help(action) if action.help else ""  # noqa: SLF001


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield from (_plain(text), "")


def _model(content: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema of the table that a key holds, or of the entries of a list of tables."""
    reference = re.search(r"'#/\$defs/(\w+)'", str(content.get("items", content)))
    model: dict[str, Any] | None = schema["$defs"].get(reference.group(1)) if reference else None
    return model if model and "properties" in model else None


def _heading(table: str, content: dict[str, Any]) -> str:
    return f"[[{table}]]" if content.get("type") == "array" else f"[{table}]"


def _type(entry: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return a key's type in a few words."""
    if "enum" in entry:
        return _cell(", ".join(f"`{_literal(value)}`" for value in entry["enum"]))
    if "const" in entry:
        return f"`{_literal(entry['const'])}`"
    if "$ref" in entry:
        return _type(schema["$defs"][entry["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in entry:
        kinds = [_type(each, schema) for each in entry["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    names = {
        "array": "list",
        "object": "table",
        "boolean": "true or false",
        "integer": "whole number",
        "string": "text",
    }
    kind = str(entry.get("type", "value"))
    return names.get(kind, kind)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple) and len(str(value)) > 40:
        return "…"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    return " ".join(text.split())
