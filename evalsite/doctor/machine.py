"""Disk, folders and clock."""

import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import Error, connection

from evalsite.doctor.finding import Finding, bad, ok, warn

GIGABYTE: Final = 1e9
LITTLE: Final = 10.0
TOO_LITTLE: Final = 1.0
"""Gigabytes: a demo's store has 0.1, a training with its corpus a few."""

APART: Final = 5.0
"""Seconds that our clock and the database's may differ: leases of jobs last 60."""


def disk() -> Finding:
    """Look how much room there is for what is produced."""
    free = min(shutil.disk_usage(_standing(folder)).free for folder in (settings.STATE, settings.STORE)) / GIGABYTE
    sentence = f"{free:.1f} GB are free for what is produced"
    if free < TOO_LITTLE:
        return bad(sentence, "make room, or name another disk by FACESTUDY_STATE")
    if free < LITTLE:
        return warn(
            sentence, f"a larger study wants {LITTLE:.0f} GB; make room, or name another disk by FACESTUDY_STATE"
        )
    return ok(sentence)


def folders() -> Finding:
    """Write a file where the program keeps its things."""
    for folder in (settings.STATE, settings.STORE):
        standing = _standing(folder)
        try:
            with tempfile.TemporaryFile(dir=standing) as file:
                file.write(b"facestudy")
        except OSError as error:
            remedy = (
                "give this user the right to write there, or name another folder by FACESTUDY_STATE, FACESTUDY_STORE"
            )
            return bad(f"{standing} can't be written: {error.strerror}", remedy)
    return ok(f"{settings.STATE} and {settings.STORE} can be written")


def clock() -> Finding:
    """Compare this machine's clock with the program's own age, and with the clock of the database."""
    now = time.time()
    if now < Path(__file__).stat().st_mtime:
        return bad(f"the clock says {_told(now)}, which is before this program was installed", "set the clock")
    apart = abs(_database_time() - now)
    if apart > APART:
        return bad(
            f"the clock differs from the database's by {apart:.0f} s", "let both machines set it from the network"
        )
    return ok(f"the clock says {_told(now)}")


def _standing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _told(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _database_time() -> float:
    """Return the database server's time; ours where there is no such server, or it doesn't answer."""
    if connection.vendor == "sqlite":
        return time.time()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            return float(cursor.fetchone()[0])
    except Error:
        return time.time()
