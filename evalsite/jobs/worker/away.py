"""A database that is away for a while must not cost the work that was done meanwhile."""

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import Error, InterfaceError, OperationalError, connection

from evalsite.trouble import NO_TABLE

PATIENCE: Final = 900.0
"""Seconds for which a finished job is held in memory; a database that takes longer to come back has the job redone."""
PAUSE: Final = 1.0

T = TypeVar("T")
log = logging.getLogger(__name__)


def is_away(error: Exception) -> bool:
    """Return whether the database could not be used just now, be it restarted, locked or without space."""
    return isinstance(error, InterfaceError | OperationalError) and not NO_TABLE.search(str(error))


def patiently(write: Callable[[], T]) -> T:
    """Do something with the database as soon as it can be used.

    What is done must be conditional (a claim, a write under a fence): the first try may have reached the database
    although its answer did not reach us.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return write()
        except Error as error:
            connection.close()
            if not is_away(error) or time.monotonic() > end:
                raise
            log.warning("waiting for the database: %s", error)
            time.sleep(PAUSE)
