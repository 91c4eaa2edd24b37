"""Turn recordings into FAPs, without pictures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from evalsite import store
from evalsite.command import whole
from evalsite.stimuli import animation, catalog, intake, motions
from evalsite.stimuli.models import Stimulus
from face import fap_file
from renderer.settings import FASTEST, SLOWEST


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav")
    parser.add_argument("--checkpoint", required=True, help="the trained network that moves the face")
    parser.add_argument("--fps", type=whole(SLOWEST, FASTEST), default=25, help="frames per second (%(default)s)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the FAP files into this folder (waits)")


def run(options: dict[str, Any], batch: str) -> list[Stimulus]:
    """Have the recordings animated."""
    condition = catalog.condition(options["checkpoint"])
    # All are read before the first is enqueued: a wrong one stops everything.
    recordings = [intake.recording(wav) for wav in options["wavs"]]
    with transaction.atomic():
        for recording in recordings:
            animation.request(recording, condition, fps=options["fps"], batch=batch)
    return []


def results(options: dict[str, Any], _: list[Stimulus]) -> dict[str, Path]:
    """Return the FAP files by name, those that were made."""
    condition, found = catalog.condition(options["checkpoint"]), {}
    for wav in options["wavs"]:
        spec = animation.spec_of(intake.recording(wav), condition, fps=options["fps"])
        if motion := animation.motion_of(spec):
            found[f"{wav.stem}.fap"] = _as_text(motion)
    return found


def _as_text(motion: str) -> Path:
    with store.workspace() as folder:
        fap_file.write(motions.load(motion), folder / "motion.fap")
        return store.path(store.keep(folder / "motion.fap"))
