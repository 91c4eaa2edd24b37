"""`python -m face FILE`: show what a motion file holds."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import numpy as np

from face.console import run_command
from face.faps import FAPS
from face.motion import FapMotion
from face.motion_reading import MOTION_SUFFIXES, MotionFile, read_motion_file
from face.motion_summary import MotionSummary, fap_digest, summarize_motion
from face.reading.command_arguments import read_options, reading_options


def _show(arguments: Namespace) -> None:
    file = read_motion_file(arguments.file, read_options(arguments))
    summary = summarize_motion(file.motion)
    if arguments.json:
        print(json.dumps(_to_json(file, summary)))
        return
    print(
        f"{arguments.file}: {summary.kind}, {summary.frames} frames at {summary.rate:.6g} Hz, {summary.seconds:.3f} s"
    )
    moving = summary.moving if isinstance(summary.moving, int) else len(summary.moving)
    names = "" if isinstance(summary.moving, int) or not summary.moving else f": {', '.join(summary.moving)}"
    print(f"{moving} of {summary.of} move{names}")
    for note in file.notes:
        print("note:", note)


def _to_json(file: MotionFile, summary: MotionSummary) -> dict[str, object]:
    """Return what the command prints as JSON; FAPs also by which are driven and by the digest of their values."""
    result: dict[str, object] = {**asdict(summary), "notes": list(file.notes)}
    if isinstance(file.motion, FapMotion):
        is_driven = np.any(file.motion.driven, axis=0)
        result["driven"] = [fap.number for fap, driven in zip(FAPS, is_driven.tolist(), strict=True) if driven]
        result["sha256"] = fap_digest(file.motion)
    return result


def build_parser() -> ArgumentParser:
    """Return the argument parser."""
    parser = ArgumentParser(
        prog="python -m face",
        description="Show what a motion file holds: kind, frames, rate, length, what moves, and notes on its reading.",
        parents=[reading_options()],
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=f"a motion file ({', '.join(MOTION_SUFFIXES)})")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    run_command(build_parser(), _show, argv)


if __name__ == "__main__":
    main()
