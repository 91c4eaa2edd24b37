"""Checks of settings, services, folders and clock, registered with Django: `manage.py check --deploy` runs them too."""

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, Error, connection

from evalsite import health, s3_store
from evalsite.database import explain_database_error
from evalsite.doctor.diagnostics import Check, error, ok, run_check, warning
from face.errors import InputError

SERVER_TIMEOUT_SECONDS: Final = 5
GIGABYTE: Final = 1e9
RECOMMENDED_GIGABYTES: Final = 10.0
MIN_GIGABYTES: Final = 1.0
"""The demo's store takes 0.1, a training with its corpus a few."""
MAX_CLOCK_DIFFERENCE_SECONDS: Final = 5.0
"""Between this machine and the database; leases of jobs last 60 s."""
CHECK_TAG: Final = "facestudy"


def django_settings() -> checks.CheckMessage:
    """Run Django's own system checks; in production also those for deployment."""
    tags = checks.registry.registry.tags_available(settings.PRODUCTION) - {CHECK_TAG, checks.Tags.database}
    issues = [
        issue
        for issue in checks.run_checks(tags=sorted(tags), include_deployment_checks=settings.PRODUCTION)
        if issue.level >= checks.WARNING and not issue.is_silenced()
    ]
    if not issues:
        return ok("Django's system checks find no problems")
    command = "manage.py check" + (" --deploy" if settings.PRODUCTION else "")
    message = f"Django's system checks find {len(issues)} problems, the first: {issues[0].msg}"
    is_serious = any(issue.is_serious() for issue in issues)
    return error(message, f"{command} shows all") if is_serious else warning(message, f"{command} shows all")


def database() -> checks.CheckMessage:
    """Check that the database answers."""
    if missing := _missing_sqlite_file():
        return ok(f"SQLite: {missing} will be created at the first start")
    os.environ.setdefault("PGCONNECT_TIMEOUT", str(SERVER_TIMEOUT_SECONDS))
    try:
        health.check_database()
    except DatabaseError as exception:
        explanation = explain_database_error(exception)
        return _error_from(
            explanation or InputError(f"{connection.vendor}: {exception}; restore the database from a backup")
        )
    return ok(f"{connection.vendor} answers: {connection.settings_dict['NAME']}")


def migrations() -> checks.CheckMessage:
    """Check that all migrations are applied."""
    if _missing_sqlite_file():
        return ok("the tables will be created at the first start")
    try:
        health.check_migrations()
    except RuntimeError:
        return warning("the database is out of date", "manage.py migrate (manage.py up does it too)")
    except DatabaseError:
        return error("the tables can't be checked", "fix the database first")
    return ok("the database is up to date")


def broker() -> checks.CheckMessage:
    """Check that Redis answers, if it is configured."""
    if not settings.REDIS_URL:
        return ok(f"messages to workers go through files in {Path(settings.STATE) / 'messages'}")
    import redis  # noqa: PLC0415 - this module is loaded by every process

    try:
        health.check_broker()
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SERVER_TIMEOUT_SECONDS) as client:
            version = client.info("server")["redis_version"]
        return ok(f"Redis {version} answers at {urlsplit(settings.REDIS_URL).hostname}")
    except InputError as exception:
        return _error_from(exception)
    except (redis.RedisError, ValueError) as exception:
        return error(f"FACESTUDY_REDIS_URL can't be used: {exception}", "correct FACESTUDY_REDIS_URL")


def store() -> checks.CheckMessage:
    """Check that the bucket answers, if there is one."""
    if s3_store.bucket() is None:
        return ok(f"the store is the folder {settings.STORE}")
    try:
        s3_store.require_access()
    except InputError as exception:
        return _error_from(exception)
    return ok(f"the store {settings.STORE_URL} answers; {settings.STORE} is this machine's cache")


def disk_space() -> checks.CheckMessage:
    """Check how much space is free for state and store."""
    folders = (settings.STATE, settings.STORE)
    free = min(shutil.disk_usage(_existing_folder(folder)).free for folder in folders) / GIGABYTE
    message = f"{free:.1f} GB of disk space are free"
    hint = "free some space, or choose another disk with FACESTUDY_STATE"
    if free < MIN_GIGABYTES:
        return error(message, hint)
    if free < RECOMMENDED_GIGABYTES:
        return warning(message, f"a larger study needs {RECOMMENDED_GIGABYTES:.0f} GB; {hint}")
    return ok(message)


def writable_folders() -> checks.CheckMessage:
    """Check that state and store are writable."""
    for folder in (settings.STATE, settings.STORE):
        existing = _existing_folder(folder)
        try:
            with tempfile.TemporaryFile(dir=existing) as file:
                file.write(b"facestudy")
        except OSError as exception:
            hint = "make it writable for this user, or choose another folder with FACESTUDY_STATE, FACESTUDY_STORE"
            return error(f"{existing} is not writable: {exception.strerror}", hint)
    return ok(f"{settings.STATE} and {settings.STORE} are writable")


def clock() -> checks.CheckMessage:
    """Compare this machine's clock with the program's files and with the database's clock."""
    now = time.time()
    if now < Path(__file__).stat().st_mtime:
        return error(f"the clock shows {_format_time(now)}, before this program was installed", "set the clock")
    difference = abs(_database_time() - now)
    if difference > MAX_CLOCK_DIFFERENCE_SECONDS:
        return error(
            f"the clock differs from the database's by {difference:.0f} s", "synchronise both machines' clocks (NTP)"
        )
    return ok(f"the clock shows {_format_time(now)}")


SERVICES: Final[tuple[Check, ...]] = (django_settings, database, migrations, broker, store)
MACHINE: Final[tuple[Check, ...]] = (disk_space, writable_folders, clock)


@checks.register(CHECK_TAG, deploy=True)
def check_deployment(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:  # noqa: ARG001 - Django's signature
    """Return the problems that our own checks find."""
    results = [run_check(check) for check in (*SERVICES, *MACHINE) if check is not django_settings]
    return [result for result in results if result.level >= checks.WARNING]


def _missing_sqlite_file() -> Path | None:
    """Return the SQLite file if it does not exist yet."""
    path = Path(connection.settings_dict["NAME"])
    return path if connection.vendor == "sqlite" and not path.exists() else None


def _existing_folder(folder: Path) -> Path:
    """Return the folder, or its nearest parent that exists."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _error_from(exception: InputError) -> checks.CheckMessage:
    """Split an InputError's text at the first semicolon into message and hint."""
    message, _, hint = str(exception).partition("; ")
    return error(message, hint)


def _format_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _database_time() -> float:
    """Return the database server's time; this machine's if there is no server or it does not answer."""
    if connection.vendor == "sqlite":
        return time.time()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            return float(cursor.fetchone()[0])
    except Error:
        return time.time()
