"""manage.py doctor: is everything here that the program needs?"""

import json
import sys
from argparse import ArgumentParser
from typing import Final

from rich.console import Console
from rich.text import Text

from evalsite.command import SiteCommand
from evalsite.doctor.examination import examine
from evalsite.doctor.finding import Finding, Status

MARKS: Final = {
    Status.OK: ("ok  ", "green"),
    Status.NOTE: ("note", "cyan"),
    Status.WARN: ("warn", "yellow"),
    Status.BAD: ("BAD ", "bold red"),
}


class Command(SiteCommand):
    help = "Say what is well on this machine, what is not, and what to do. Exit code 1 if something is bad."
    # What they would stop at is what we are to find.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, json: bool, **_: object) -> None:
        statuses = as_json() if json else as_text()
        if Status.BAD in statuses:
            sys.exit(1)


def as_json() -> list[Status]:
    """Print all findings at once."""
    found = list(examine())
    rows = [
        {
            "group": group,
            "check": check,
            "status": finding.status,
            "sentence": finding.sentence,
            "remedy": finding.remedy,
        }
        for group, check, finding in found
    ]
    print(json.dumps(rows, indent=1, ensure_ascii=False))
    return [finding.status for _, _, finding in found]


def as_text() -> list[Status]:
    """Print each finding as soon as it is made, under its group."""
    console = Console(highlight=False)
    last, statuses = "", []
    for group, _, finding in examine():
        if group != last:
            console.print(Text(f"\n{group}", style="bold"))
        show(console, finding)
        last = group
        statuses.append(finding.status)
    console.print(f"\n{summary(statuses)}")
    return statuses


def show(console: Console, finding: Finding) -> None:
    """Print one finding, and its remedy below."""
    word, style = MARKS[finding.status]
    console.print(Text.assemble("  ", (word, style), "  ", finding.sentence), soft_wrap=True)
    if finding.remedy:
        console.print(Text(f"        → {finding.remedy}"), soft_wrap=True)


def summary(statuses: list[Status]) -> str:
    """Return how many findings ask for something."""
    bad, warnings = statuses.count(Status.BAD), statuses.count(Status.WARN)
    if not bad and not warnings:
        return "All is well."
    return f"{bad} to mend, {warnings} to think of; → says what to do."
