"""Database and broker."""

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from evalsite import bucket, health, trouble
from evalsite.doctor.finding import Finding, bad, ok, warn
from face.errors import InputError

PATIENCE: Final = 5
"""Seconds that a server has to answer."""


def database() -> Finding:
    """Ask the database something."""
    if missing := _coming():
        return ok(f"SQLite: {missing} will be made at the first start")
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(PATIENCE))
    try:
        health.database()
    except DatabaseError as error:
        return _bad(trouble.of_database(error) or InputError(f"{connection.vendor}: {error}; restore it from a backup"))
    return ok(f"{connection.vendor} answers: {connection.settings_dict['NAME']}")


def migrations() -> Finding:
    """Look whether the database has the program's tables."""
    if _coming():
        return ok("the tables will be made at the first start")
    try:
        health.migrations()
    except RuntimeError:
        return warn("the database is older than the program", "manage.py migrate (manage.py up does it too)")
    except DatabaseError:
        return bad("the tables can't be looked at", "mend the database first")
    return ok("the database has all tables")


def broker() -> Finding:
    """Ask Redis something, if it is used."""
    if not settings.REDIS_URL:
        return ok(f"messages to workers go through files in {Path(settings.STATE) / 'messages'}")
    try:
        trouble.refuse_absent_broker()
        return ok(f"Redis {_version()} answers at {urlsplit(settings.REDIS_URL).hostname}")
    except InputError as error:
        return _bad(error)
    except (redis.RedisError, ValueError) as error:
        return bad(f"what answers at FACESTUDY_REDIS_URL can't be used: {error}", "correct FACESTUDY_REDIS_URL")


def store() -> Finding:
    """Ask the bucket something, if the store is one."""
    if bucket.shared() is None:
        return ok(f"the store is the folder {settings.STORE}")
    try:
        bucket.refuse_absent()
    except InputError as error:
        return _bad(error)
    return ok(f"the store {settings.STORE_URL} answers; {settings.STORE} is this machine's cache")


def _coming() -> Path | None:
    """Return the SQLite file that is not there yet."""
    path = Path(connection.settings_dict["NAME"])
    return path if connection.vendor == "sqlite" and not path.exists() else None


def _bad(error: InputError) -> Finding:
    """Make a finding of a sentence that says the remedy after its first semicolon."""
    sentence, _, remedy = str(error).partition("; ")
    return bad(sentence, remedy)


def _version() -> str:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE) as client:
        return str(client.info("server")["redis_version"])
