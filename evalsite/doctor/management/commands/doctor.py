"""manage.py doctor: check whether everything that the program needs is installed."""

import json
import sys
from argparse import ArgumentParser
from typing import Final

from django.core import checks
from rich.console import Console
from rich.text import Text

from evalsite.command import SiteCommand
from evalsite.doctor import packages, programs, system_checks
from evalsite.doctor.diagnostics import Check, run_checks

GROUPS: Final[dict[str, tuple[Check, ...]]] = {
    "Python and packages": (
        *(packages.python_version, packages.locked_versions, packages.parts, packages.dependency_conflicts),
    ),
    "Programs": (programs.rendering, programs.encoding, programs.torch),
    "Settings and services": system_checks.SERVICES,
    "Machine": system_checks.MACHINE,
    "Licences": (packages.opensmile_licence, packages.espeak_licence, packages.ffmpeg_licence),
    "For the tests": (programs.chromium, programs.postgresql, programs.redis_server),
}
LEVELS: Final = {
    checks.DEBUG: ("ok", "green"),
    checks.INFO: ("info", "cyan"),
    checks.WARNING: ("warning", "yellow"),
    checks.ERROR: ("ERROR", "bold red"),
}
"""Name and style of each level; a check that passed has the level DEBUG."""


class Command(SiteCommand):
    help = "Check what the program needs, and say what is wrong and what to do. Exit code 1 if there is an error."
    # Django would stop at the first error; this command reports all of them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the results as JSON")

    def handle(self, *, json: bool, **_: object) -> None:
        levels = print_json() if json else print_text()
        if checks.ERROR in levels:
            sys.exit(1)


def print_json() -> list[int]:
    """Print all results as JSON; return their levels."""
    results = list(run_checks(GROUPS))
    rows = [
        {
            "group": group,
            "check": check,
            "level": LEVELS[message.level][0].lower(),
            "message": message.msg,
            "hint": message.hint,
        }
        for group, check, message in results
    ]
    print(json.dumps(rows, indent=1, ensure_ascii=False))
    return [message.level for _, _, message in results]


def print_text() -> list[int]:
    """Print each result as soon as it is known, under its group; return the levels."""
    console = Console(highlight=False)
    current_group, levels = "", []
    for group, _, message in run_checks(GROUPS):
        if group != current_group:
            console.print(Text(f"\n{group}", style="bold"))
        print_message(console, message)
        current_group = group
        levels.append(message.level)
    console.print(f"\n{summary(levels)}")
    return levels


def print_message(console: Console, message: checks.CheckMessage) -> None:
    """Print a result, and its hint below."""
    name, style = LEVELS[message.level]
    console.print(Text.assemble("  ", (f"{name:7}", style), "  ", message.msg), soft_wrap=True)
    if message.hint:
        console.print(Text(f"           → {message.hint}"), soft_wrap=True)


def summary(levels: list[int]) -> str:
    """Return the number of errors and warnings."""
    errors, warnings = levels.count(checks.ERROR), levels.count(checks.WARNING)
    if not errors and not warnings:
        return "No problems found."
    return f"{errors} errors, {warnings} warnings; → says what to do."
