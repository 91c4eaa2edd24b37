"""What every room's command line does alike: progress bars, and errors in one sentence."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from face.errors import InputError

Report = Callable[[float, str], None]
"""Tells how far long work has come: the share done (0 to 1) and what is being done."""


def silent(share: float, message: str) -> None:
    """Report progress to nobody."""


@contextmanager
def progress_bar(title: str) -> Generator[Report]:
    """Show a progress bar with time left on stderr while the block runs, and give the function that moves it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=1.0, message="")
        yield lambda share, message: progress.update(task, completed=share, message=message)


def run(parser: ArgumentParser, work: Callable[[Namespace], None], argv: Sequence[str] | None = None) -> NoReturn:
    """Parse the arguments, do the work and exit: 0 when done, 2 with one sentence when the input was wrong."""
    arguments = parser.parse_args(argv)
    try:
        work(arguments)
    except InputError as error:
        sys.exit(complain(parser.prog, error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        stop_telling()
    sys.exit(0)


def stop_telling() -> NoReturn:
    """End where nobody reads our output any more, as after `| head`."""
    # What is still to be written at the end must not complain either.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)


def complain(program: str, error: Exception) -> int:
    """Print the error's sentence on stderr and return the exit code for wrong input."""
    print(f"{program}: {error}", file=sys.stderr)  # noqa: T201
    return 2
