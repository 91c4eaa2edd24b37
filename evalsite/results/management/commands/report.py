"""manage.py report: a closed study's ratings and results as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalsite.results import exports
from evalsite.studies import lifecycle
from face.errors import InputError


class Command(BaseCommand):
    help = "Write a closed study's ratings.csv and results.json (their names say so when ratings are simulated)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("--out", type=Path, help="the folder to write to (default: one with the study's name)")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            study = lifecycle.find(options["study"])
            paths = exports.write(study, options["out"] or Path(study.slug))
        except InputError as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError as error:
            raise CommandError(f"{error.filename} can't be written: {error.strerror}", returncode=2) from None
        self.stdout.write("\n".join(f"Wrote {path}" for path in paths))
