"""Turn recordings into videos: speech, motion, pictures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from evalsite.stimuli import catalog, intake
from evalsite.stimuli.enqueue import look
from evalsite.stimuli.models import Stimulus


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav")
    parser.add_argument("--checkpoint", required=True, help="the trained network that moves the face")
    look.add_arguments(parser)


def run(options: dict[str, Any], batch: str) -> list[Stimulus]:
    """Have the recordings animated and rendered."""
    condition, settings = catalog.condition(options["checkpoint"]), look.chosen(options)
    # All are read before the first is enqueued: a wrong one stops everything.
    recordings = [intake.recording(wav) for wav in options["wavs"]]
    return [catalog.request(recording, condition, settings, batch=batch) for recording in recordings]
