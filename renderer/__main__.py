"""`python -m renderer`: motion files into videos and stills, and numbers about how faces move."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import NoReturn

from face import console
from renderer.commands import draw, measure


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    parser = ArgumentParser(prog="python -m renderer", description="Draw facial motion.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    draw.add(commands)
    measure.add(commands)
    console.run_command(parser, lambda arguments: arguments.work(arguments), argv)


if __name__ == "__main__":
    main()
