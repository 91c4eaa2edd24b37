"""The base of the management commands: a wrong input is one sentence and exit code 2, never a traceback."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from evalsite.instance_lock import InstanceLock
from face.console import print_error
from face.errors import InputError


class SiteCommand(BaseCommand):
    """Base class of the site's commands."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; exit with 2 after an InputError, with 130 after Ctrl-C."""
        name = type(self).__module__.rpartition(".")[2]
        try:
            return super().execute(*args, **options)
        except InputError as error:
            sys.exit(print_error(f"manage.py {name}", error))
        except KeyboardInterrupt:
            sys.exit(130)


def site_url() -> str:
    """Return the URL of the running `up`, or else that of the settings."""
    return InstanceLock(settings.STATE).holder_url() or settings.SITE_URL


def integer_in_range(low: int, high: int) -> Callable[[str], int]:
    """Return an argparse type for integers from low to high."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ArgumentTypeError(f"{text!r} is not an integer from {low} to {high}")
        return number

    return parse


def port_number(text: str) -> int | None:
    """Parse a port (an argparse type); None for auto."""
    if text in ("0", "auto"):
        return None
    try:
        return integer_in_range(1, 2**16 - 1)(text)
    except ArgumentTypeError:
        raise ArgumentTypeError(f"{text!r} is neither a port (1 to 65535) nor auto") from None
