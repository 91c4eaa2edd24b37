"""Train the network of an experiment file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from evalsite.stimuli import intake
from evalsite.stimuli.delivery import Asked


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("experiment", type=Path, metavar="EXPERIMENT.toml")
    parser.add_argument("--name", help="of the checkpoint (default: the file's name)")
    parser.add_argument("--again", action="store_true", help="train even what was trained before")


def run(options: dict[str, Any], batch: str) -> Asked:
    """Have the network trained."""
    path = options["experiment"]
    job = intake.train(path, name=options["name"] or path.stem, batch=batch, again=options["again"])
    if not job.is_moving:
        print(f"{job.title}: done before, from the same files; --again trains anew", file=sys.stderr)  # noqa: T201
    return Asked(jobs=[job] if job.is_moving else [])
