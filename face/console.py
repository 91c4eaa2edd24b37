"""Shared by the packages' command lines: exit codes, and errors in one sentence instead of a traceback."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import NoReturn

from face.errors import InputError


def run_command(
    parser: ArgumentParser, command: Callable[[Namespace], None], argv: Sequence[str] | None = None
) -> NoReturn:
    """Parse the arguments, run the command and exit: 0 on success, 2 with one sentence if the input was wrong."""
    arguments = parser.parse_args(argv)
    try:
        command(arguments)
    except InputError as error:
        sys.exit(print_error(parser.prog, error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        exit_after_broken_pipe()
    sys.exit(0)


def exit_after_broken_pipe() -> NoReturn:
    """Exit quietly when nobody reads our output any more, as after `| head`."""
    # Otherwise Python complains at exit about the output that is still buffered.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)


def print_error(program: str, error: Exception) -> int:
    """Print the error's sentence on stderr and return the exit code for wrong input."""
    print(f"{program}: {error}", file=sys.stderr)  # noqa: T201
    return 2
