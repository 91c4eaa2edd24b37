"""manage.py report: what a closed study found, as files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalsite.results import exports, snapshots
from evalsite.studies import lifecycle
from face.console import progress_bar
from face.errors import InputError


class Command(BaseCommand):
    help = (
        "Write a closed study's report.html, bundle.zip, results.json and ratings.csv "
        "(their names say so when ratings are simulated)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("--out", type=Path, help="the folder to write to (default: one with the study's name)")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            study = lifecycle.find(options["study"])
            with progress_bar("report") as progress:
                snapshots.ensure(study, progress)
                paths = exports.write(study, options["out"] or Path(study.slug), progress)
        except InputError as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError as error:
            raise CommandError(f"{error.filename} can't be written: {error.strerror}", returncode=2) from None
        self.stdout.write("\n".join(f"Wrote {path}" for path in paths))
