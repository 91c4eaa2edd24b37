"""Database and broker."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.utils import NotSupportedError

from evalsite import health
from evalsite.doctor.finding import Finding, bad, ok, warn

PATIENCE: Final = 5
"""Seconds that a server has to answer."""


def database() -> Finding:
    """Ask the database something."""
    if missing := _coming():
        return ok(f"SQLite: {missing} will be made at the first start")
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(PATIENCE))
    try:
        health.database()
    except (Error, NotSupportedError) as error:
        return bad(f"{_where()} can't be used: {_words(error)}", _remedy(str(error)))
    return ok(f"{_where()} answers")


def migrations() -> Finding:
    """Look whether the database has the program's tables."""
    if _coming():
        return ok("the tables will be made at the first start")
    try:
        health.migrations()
    except RuntimeError:
        return warn("the database is older than the program", "manage.py migrate (manage.py up does it by itself)")
    except Error:
        return bad("the tables can't be looked at without the database", "mend the database first")
    return ok("the database has all tables")


def broker() -> Finding:
    """Ask Redis something, if it is used."""
    if not settings.REDIS_URL:
        return ok(f"messages to workers go through files in {Path(settings.STATE) / 'messages'}")
    address = urlsplit(settings.REDIS_URL)
    where = f"Redis at {address.hostname}:{address.port or 6379}"
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None
        ) as client:
            version = client.info("server")["redis_version"]
    except (redis.RedisError, OSError, ValueError) as error:
        return bad(f"{where} can't be used: {_words(error)}", "start it (redis-server), or correct FACESTUDY_REDIS_URL")
    return ok(f"{where} answers (version {version})")


def _coming() -> Path | None:
    """Return the SQLite file that is not there yet."""
    path = Path(connection.settings_dict["NAME"])
    return path if connection.vendor == "sqlite" and not path.exists() else None


def _where() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite in {told['NAME']}"
    return f"PostgreSQL's database {told['NAME']} at {told['HOST'] or 'the local socket'}:{told['PORT'] or 5432}"


def _words(error: Exception) -> str:
    """Return what an error says in one line, without the parts before its last colon on the first line."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rpartition("failed: ")[2].strip()


def _remedy(words: str) -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"restore {name} from a backup, or move it away to begin anew"
    if f'database "{name}" does not exist' in words:
        return f"createdb {name} (as PostgreSQL's administrator), then this again"
    if "authentication" in words or "role" in words:
        return "correct user and password in FACESTUDY_DATABASE_URL"
    return "start PostgreSQL, or correct FACESTUDY_DATABASE_URL"
