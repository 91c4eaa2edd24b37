"""What a person reads when a server that the site needs is not there: one sentence, and what to do."""

import re
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection

from evalsite import health
from face.errors import InputError

NO_TABLE: Final = re.compile(r"no such (table|column)|(relation|column) .* does not exist")


def of_database(error: DatabaseError) -> InputError | None:
    """Return the sentence for a database that is away, missing, shut or older than the program; None for our faults."""
    if NO_TABLE.search(str(error)):
        return InputError(f"{_database()} is older than the program; run manage.py migrate (manage.py up does it too)")
    if not isinstance(error, OperationalError):
        return None
    said = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
    return InputError(f"{_database()} can't be used: {said}; {_remedy(said)}")


def refuse_absent_broker() -> None:
    """Raise InputError if Redis is asked for and does not take connections."""
    if not health.passes(health.broker):
        address = urlsplit(settings.REDIS_URL)
        raise InputError(
            f"Redis at {address.hostname}:{address.port or 6379} does not answer; start it (redis-server), or correct "
            "FACESTUDY_REDIS_URL, or remove it: then messages go through files"
        )


def _database() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"the database {told['NAME']}"
    return f"PostgreSQL's database {told['NAME']} at {told['HOST'] or 'the local socket'}:{told['PORT'] or 5432}"


def _remedy(said: str) -> str:
    if connection.vendor == "sqlite":
        return "see who else holds it, and whether its folder can be written"
    if "does not exist" in said and "database" in said:
        return f"make it with: createdb {connection.settings_dict['NAME']}"
    if "authentication" in said or "role" in said:
        return "correct user and password in FACESTUDY_DATABASE_URL"
    return "start PostgreSQL, or correct FACESTUDY_DATABASE_URL"
