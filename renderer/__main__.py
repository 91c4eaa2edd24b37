"""`python -m renderer`: motion files into videos and stills, and measurements of how faces move."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import NoReturn

from face import console
from renderer.commands import markers, measurement, rendering


def build_parser() -> ArgumentParser:
    """Return the argument parser."""
    parser = ArgumentParser(prog="python -m renderer", description="Render facial motion.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    rendering.add_commands(commands)
    measurement.add_commands(commands)
    markers.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    console.run_command(build_parser(), lambda arguments: arguments.run(arguments), argv)


if __name__ == "__main__":
    main()
