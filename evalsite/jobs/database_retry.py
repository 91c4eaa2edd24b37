"""Repeats a database write while the database is unavailable, so that finished work is not lost."""

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import Error, InterfaceError, OperationalError, connection

from evalsite.database import MISSING_TABLE

DATABASE_RETRY_SECONDS: Final = 900.0
"""How long a finished job is kept in memory; if the database takes longer to come back, the job runs again."""
RETRY_INTERVAL_SECONDS: Final = 1.0

T = TypeVar("T")
log = logging.getLogger(__name__)


def is_database_unavailable(error: Exception) -> bool:
    """Return whether the database was unavailable: restarting, locked or out of space."""
    return isinstance(error, InterfaceError | OperationalError) and not MISSING_TABLE.search(str(error))


def retry_while_database_unavailable(write: Callable[[], T]) -> T:
    """Call `write` until the database is available.

    `write` must be conditional (a claim, an update guarded by the fence): the first attempt may have reached the
    database even though its answer was lost.
    """
    deadline = time.monotonic() + DATABASE_RETRY_SECONDS
    while True:
        try:
            return write()
        except Error as error:
            connection.close()
            if not is_database_unavailable(error) or time.monotonic() > deadline:
                raise
            log.warning("waiting for the database: %s", error)
            time.sleep(RETRY_INTERVAL_SECONDS)
