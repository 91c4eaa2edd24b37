"""`python -m face FILE.fap`: what a FAP file holds."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from face import console, fap_file
from face.faps import FAPS


@dataclass(frozen=True)
class Summary:
    """What the command prints; `sha256` is the digest of the values (`FapFile.sha256`)."""

    frames: int
    rate: float
    driven: list[int]
    warnings: list[str]
    sha256: str


def summary(path: Path) -> Summary:
    """Read a FAP file and say what it holds."""
    file = fap_file.read(path)
    driven = np.any(file.motion.driven, axis=0)
    numbers = [fap.number for fap, moves in zip(FAPS, driven.tolist(), strict=True) if moves]
    return Summary(len(file.motion), file.motion.rate, numbers, list(file.warnings), file.sha256())


def _show(arguments: Namespace) -> None:
    found = summary(arguments.file)
    if arguments.json:
        print(json.dumps(asdict(found)))
        return
    names = {fap.number: fap.name for fap in FAPS}
    print(f"{arguments.file}: {found.frames} frames at {found.rate:g} Hz, sha256 {found.sha256}")
    print("driven:", ", ".join(f"{number} {names[number]}" for number in found.driven) or "none")
    for warning in found.warnings:
        print("warning:", warning)


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m face", description="Say what an MPEG-4 FAP file holds.")
    parser.add_argument("file", type=Path, metavar="FILE.fap")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    console.run_command(parser, _show)
