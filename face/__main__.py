"""`python -m face FILE.fap`: show what a FAP file holds."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from face import fap_file
from face.console import run_command
from face.faps import FAPS


@dataclass(frozen=True)
class Summary:
    """What the command prints; `sha256` is the digest of the values (`FapFile.sha256`)."""

    frames: int
    rate: float
    driven: list[int]
    notes: list[str]
    sha256: str


def summarize(path: Path) -> Summary:
    """Return what a FAP file holds."""
    file = fap_file.read(path)
    is_driven = np.any(file.motion.driven, axis=0)
    numbers = [fap.number for fap, driven in zip(FAPS, is_driven.tolist(), strict=True) if driven]
    return Summary(len(file.motion), file.motion.rate, numbers, list(file.notes), file.sha256())


def _show(arguments: Namespace) -> None:
    result = summarize(arguments.file)
    if arguments.json:
        print(json.dumps(asdict(result)))
        return
    names = {fap.number: fap.name for fap in FAPS}
    print(f"{arguments.file}: {result.frames} frames at {result.rate:g} Hz, sha256 {result.sha256}")
    print("driven:", ", ".join(f"{number} {names[number]}" for number in result.driven) or "none")
    for note in result.notes:
        print("note:", note)


def build_parser() -> ArgumentParser:
    """Return the argument parser."""
    parser = ArgumentParser(
        prog="python -m face", description="Show what an MPEG-4 FAP file holds: frames, rate, FAPs, repairs."
    )
    parser.add_argument("file", type=Path, metavar="FILE.fap", help="an MPEG-4 FAP file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    run_command(build_parser(), _show, argv)


if __name__ == "__main__":
    main()
