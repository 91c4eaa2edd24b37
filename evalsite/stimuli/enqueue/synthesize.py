"""Turn recordings into videos: speech, motion, pictures."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evalsite.stimuli import catalog, intake
from evalsite.stimuli.delivery import Asked, file_names, videos_of
from evalsite.stimuli.enqueue import look
from evalsite.stimuli.models import Stimulus


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav")
    parser.add_argument("--checkpoint", required=True, help="the trained network that moves the face")
    look.add_arguments(parser)


def run(options: dict[str, Any], batch: str) -> Asked:
    """Have the recordings animated and rendered."""
    file_names(options["wavs"], ".mp4")
    condition, settings = catalog.condition(options["checkpoint"]), look.chosen(options)
    # All are read before the first is enqueued: a wrong one stops everything.
    recordings = [intake.recording(wav) for wav in options["wavs"]]
    return Asked([catalog.request(recording, condition, settings, batch=batch) for recording in recordings])


def results(options: dict[str, Any], stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the videos by the names of the recordings."""
    return videos_of(options["wavs"], stimuli)
