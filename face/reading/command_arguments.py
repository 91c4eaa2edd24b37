"""The command lines' options that say what a motion file leaves open."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from face.reading.options import MAX_RATE, TIME_UNITS, ReadOptions


def reading_options() -> ArgumentParser:
    """Return a parent parser with the options."""
    parser = ArgumentParser(add_help=False)
    add_reading_arguments(parser)
    return parser


def add_reading_arguments(parser: ArgumentParser) -> None:
    """Add the options to a parser."""
    group = parser.add_argument_group("the motion file", "only needed where the file leaves it open")
    group.add_argument("--rate", type=float, metavar="HZ", help=f"its frames per second, at most {MAX_RATE:g}")
    group.add_argument("--time-unit", choices=TIME_UNITS, help="the unit of its times")
    group.add_argument("--take", type=int, metavar="N", help="which of its takes, counted from 1")
    group.add_argument("--template", type=Path, metavar="T.obj", help="the mesh whose vertices it moves (.obj, .ply)")
    group.add_argument("--model", type=Path, metavar="FILE", help="your own FLAME or SMPL-X model, for its parameters")
    group.add_argument("--markers", type=Path, metavar="FILE", help="names 46 of the template's vertices as markers")


def read_options(arguments: Namespace) -> ReadOptions:
    """Return what the arguments of `reading_options` say."""
    names = ("rate", "time_unit", "take", "template", "model", "markers")
    return ReadOptions(**{name: getattr(arguments, name) for name in names})
