"""Turn recordings into videos: speech, motion, pictures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from evalsite.stimuli import catalog, intake
from evalsite.stimuli.models import Stimulus


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--avatar", default="woman")
    parser.add_argument("--out", type=Path, help="copy the finished videos into this folder (waits)")


def run(options: dict[str, Any], batch: str) -> list[Stimulus]:
    """Have the recordings animated and rendered."""
    condition, look = catalog.condition(options["checkpoint"]), intake.look(avatar=options["avatar"])
    # All are read before the first is enqueued: a wrong one stops everything.
    recordings = [intake.recording(wav) for wav in options["wavs"]]
    return [catalog.request(recording, condition, look, batch=batch) for recording in recordings]
