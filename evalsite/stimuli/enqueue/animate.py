"""Turn recordings into FAPs, without pictures."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from evalsite import store
from evalsite.command import whole
from evalsite.jobs.models import Job
from evalsite.jobs.queue import spec_digest
from evalsite.jobs.registry import Spec
from evalsite.stimuli import animation, catalog, intake
from evalsite.stimuli import motions as kept
from evalsite.stimuli.delivery import Asked, file_names
from evalsite.stimuli.models import Stimulus
from face import fap_file
from renderer.settings import FASTEST, SLOWEST


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav")
    parser.add_argument("--checkpoint", required=True, help="the trained network that moves the face")
    parser.add_argument("--fps", type=whole(SLOWEST, FASTEST), default=25, help="frames per second (%(default)s)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the FAP files into this folder (waits)")


def run(options: dict[str, Any], batch: str) -> Asked:
    """Have the recordings animated."""
    file_names(options["wavs"], ".fap")
    condition = catalog.condition(options["checkpoint"])
    # All are read before the first is enqueued: a wrong one stops everything.
    recordings = [intake.recording(wav) for wav in options["wavs"]]
    with transaction.atomic():
        for recording in recordings:
            animation.request(recording, condition, fps=options["fps"], batch=batch)
    wanted = [spec_digest(spec) for spec in _specs(options)]
    return Asked(jobs=list(Job.objects.moving().filter(kind="animate", spec_digest__in=wanted)))


def results(options: dict[str, Any], _: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the FAP files by name, those that were made."""
    motions = zip(file_names(options["wavs"], ".fap"), map(animation.motion_of, _specs(options)), strict=True)
    return {name: _as_text(motion) for name, motion in motions if motion}


def _specs(options: dict[str, Any]) -> list[Spec]:
    condition = catalog.condition(options["checkpoint"])
    return [animation.spec_of(intake.recording(wav), condition, fps=options["fps"]) for wav in options["wavs"]]


def _as_text(motion: str) -> Path:
    with store.workspace() as folder:
        fap_file.write(kept.load(motion), folder / "motion.fap")
        return store.path(store.keep(folder / "motion.fap"))
