"""What the command line of `python -m synthesis` takes."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Final

from synthesis.retarget import VIDEO_RATE

DESCRIPTION: Final = """\
Turn speech into facial motion.

  features   what the networks hear of a recording: 44 numbers, 120 times a second
  animate    a recording to MPEG-4 FAPs, with a trained network
  retarget   marker motion to MPEG-4 FAPs (needs no network)
  arkit      MPEG-4 FAPs to ARKit's 52 units
"""
OUT: Final = "the motion: .fap (MPEG-4), .npz (FAPs with their markers) or .csv (ARKit)"


def _rate(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 1000:
        raise ValueError(text)
    return value


_rate.__name__ = "frame rate from 1 to 1000"


def parser() -> ArgumentParser:
    """Return the parser; `command` says which command was given."""
    result = ArgumentParser(
        prog="python -m synthesis", description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter
    )
    commands = result.add_subparsers(required=True, metavar="COMMAND", dest="command")
    features = commands.add_parser("features", help="extract the 44 features of a recording")
    features.add_argument("wav", type=Path, metavar="A.wav", help="a recording of speech")
    features.add_argument("out", type=Path, metavar="OUT.npz", help="the features, (T, 44) at 120 Hz")
    animate = commands.add_parser("animate", help="animate a face from a recording")
    animate.add_argument("wav", type=Path, metavar="A.wav", help="a recording of speech, any voice")
    animate.add_argument("out", type=Path, metavar="OUT", help=OUT)
    animate.add_argument("--checkpoint", type=Path, required=True, metavar="C.safetensors", help="a trained network")
    animate.add_argument("--speaker", metavar="S", help="whose face moves (default: the reference speaker)")
    animate.add_argument("--voice", metavar="S", help="who of the corpus speaks (default: a voice outside it)")
    animate.add_argument("--markers", type=Path, metavar="OUT.npz", help="also write the 46 markers at 120 Hz")
    animate.add_argument("--arkit", type=Path, metavar="OUT.csv", help="also write ARKit's 52 units")
    retargeting = commands.add_parser("retarget", help="turn marker motion into FAPs")
    retargeting.add_argument("motion", type=Path, metavar="M.npz", help="46 markers in mm")
    retargeting.add_argument("out", type=Path, metavar="OUT", help=OUT)
    for each in (animate, retargeting):
        each.add_argument("--fps", type=_rate, default=VIDEO_RATE, metavar="N", help="frames per second (25)")
        each.add_argument("--seed", type=int, metavar="N", help="of blinks and gaze; the same for all files of a clip")
    arkit = commands.add_parser("arkit", help="turn FAPs into ARKit's 52 units")
    arkit.add_argument("motion", type=Path, metavar="M.fap", help="MPEG-4 FAPs")
    arkit.add_argument("out", type=Path, metavar="OUT.csv", help="units as Live Link Face writes them")
    return result
