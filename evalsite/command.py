"""A management command whose user never sees a traceback: wrong input is one sentence and exit code 2."""

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from evalsite.lock import Lock
from face.console import print_error
from face.errors import InputError


class SiteCommand(BaseCommand):
    """Base of the site's commands."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; end with 2 where the input was wrong, with 130 where the user stopped it."""
        name = type(self).__module__.rpartition(".")[2]
        try:
            return super().execute(*args, **options)
        except InputError as error:
            sys.exit(print_error(f"manage.py {name}", error))
        except KeyboardInterrupt:
            sys.exit(130)


def site_address() -> str:
    """Return where the site answers: where `up` said it does, else where the settings say."""
    return Lock(settings.STATE).address() or settings.SITE_URL


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return the argparse type of whole numbers from low to high."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ArgumentTypeError(f"{text!r} is no whole number from {low} to {high}")
        return number

    return read


def port(text: str) -> int | None:
    """Return the port that was asked for; None for auto."""
    if text in ("0", "auto"):
        return None
    try:
        return whole(1, 2**16 - 1)(text)
    except ArgumentTypeError:
        raise ArgumentTypeError(f"{text!r} is neither a port (1 to 65535) nor auto") from None
