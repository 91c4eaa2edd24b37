"""manage.py retention: erase the platform ids of people in studies that closed long ago."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from evalsite.command import SiteCommand, integer_in_range
from evalsite.environment import MAX_DAYS
from evalsite.recruitment import erasure


class Command(SiteCommand):
    help = "Erase the platform ids in studies that closed more than FACESTUDY_RETENTION_DAYS ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        help_text = f"days since the study closed (default: {settings.RETENTION_DAYS})"
        parser.add_argument("--days", type=integer_in_range(0, MAX_DAYS), help=help_text)

    def handle(self, *, days: int | None, **_options: Any) -> None:
        print(f"Erased the platform ids of {erasure.erase_expired_ids(days)} participants.")
