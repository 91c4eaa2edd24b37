"""manage.py report: writes the files of a closed study."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from evalsite.command import SiteCommand
from evalsite.results import exports, snapshots
from evalsite.studies import lifecycle
from face.errors import InputError
from face.progress import progress_bar


class Command(SiteCommand):
    help = (
        f"Write a closed study's {', '.join(exports.FILES[:-1])} and {exports.FILES[-1]} "
        "(the names say so if participants are simulated)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="name of the study")
        parser.add_argument("--out", type=Path, help="output folder (default: the study's name)")

    def handle(self, *, study: str, out: Path | None, **_options: Any) -> None:
        found = lifecycle.get_study(study)
        with progress_bar("report") as progress:
            snapshots.ensure_snapshot(found, progress)
            try:
                paths = exports.write_files(found, out or Path(study), progress)
            except OSError as error:
                raise InputError(f"{error.filename} can't be written: {error.strerror}; choose another --out") from None
        print("\n".join(f"Wrote {path}" for path in paths))
