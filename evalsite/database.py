"""The database's clock, its errors in one sentence that says what to do, and writes repeated until it is available."""

import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection
from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now

from face.errors import InputError

if TYPE_CHECKING:
    from django.db.models.expressions import CombinedExpression

INVALID_OPTION: Final = "invalid connection option"
MISSING_TABLE: Final = re.compile(r"no such (table|column)|(relation|column) .* does not exist")
DATABASE_RETRY_SECONDS: Final = 900.0
"""How long a finished job is kept in memory; if the database takes longer to come back, the job runs again."""
RETRY_INTERVAL_SECONDS: Final = 1.0

T = TypeVar("T")
log = logging.getLogger(__name__)


def explain_database_error(error: DatabaseError) -> InputError | None:
    """Return the explanation of a database that is unavailable, missing or out of date; None for a bug of ours."""
    if MISSING_TABLE.search(str(error)):
        return InputError(f"{_database_name()} is out of date; run manage.py migrate (manage.py up does it too)")
    if INVALID_OPTION in str(error):
        return InputError(f"FACESTUDY_DATABASE_URL: {str(error).strip()}; libpq's documentation lists the options")
    if not isinstance(error, OperationalError):
        return None
    reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
    return InputError(f"{_database_name()} can't be used: {reason}; {_remedy(reason)}")


def _database_name() -> str:
    options = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"the database {options['NAME']}"
    host, port = options["HOST"] or "the local socket", options["PORT"] or 5432
    return f"the PostgreSQL database {options['NAME']} at {host}:{port}"


def _remedy(reason: str) -> str:
    if connection.vendor == "sqlite":
        return "check whether another program is using it, and whether its folder is writable"
    if "does not exist" in reason and "database" in reason:
        return f"create it with: createdb {connection.settings_dict['NAME']}"
    if "authentication" in reason or "role" in reason:
        return "correct user and password in FACESTUDY_DATABASE_URL"
    return "start PostgreSQL, or correct FACESTUDY_DATABASE_URL"


def now_plus(seconds: float) -> "ExpressionWrapper[CombinedExpression]":
    """Return the time `seconds` from now by the database's clock; negative for the past."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


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
