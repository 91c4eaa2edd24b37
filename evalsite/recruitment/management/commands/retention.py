"""manage.py retention: forget what platforms call the people of studies that closed long ago."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from evalsite.command import SiteCommand, integer_in_range
from evalsite.environment import MAX_DAYS
from evalsite.recruitment import erasure


class Command(SiteCommand):
    help = "Erase platform ids of studies that closed longer ago than FACESTUDY_RETENTION_DAYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        says = f"after so many days (default: {settings.RETENTION_DAYS})"
        parser.add_argument("--days", type=integer_in_range(0, MAX_DAYS), help=says)

    def handle(self, *, days: int | None, **_options: Any) -> None:
        print(f"Erased the ids of {erasure.overdue(days)} participants.")
