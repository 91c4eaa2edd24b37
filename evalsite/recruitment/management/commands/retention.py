"""manage.py retention: forget what platforms call the people of studies that closed long ago."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from evalsite.command import SiteCommand
from evalsite.recruitment import erasure
from face.errors import InputError


class Command(SiteCommand):
    help = "Erase platform ids of studies that closed longer ago than FACESTUDY_RETENTION_DAYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, help=f"after so many days (default: {settings.RETENTION_DAYS})")

    def handle(self, *, days: int | None, **_options: Any) -> None:
        if days is not None and days < 0:
            raise InputError("--days must be 0 or more")
        print(f"Erased the ids of {erasure.overdue(days)} participants.")
