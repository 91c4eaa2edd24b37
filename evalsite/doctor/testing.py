"""What the tests need of the system besides."""

import os
import shutil
from pathlib import Path

from evalsite.doctor.finding import Finding, installed, note, ok, warn


def chromium() -> Finding:
    """Look for the browser that tests drive."""
    return _needed("the journeys in a browser", "chromium")


def postgresql() -> Finding:
    """Look for the server that tests start."""
    return _needed("the journeys on PostgreSQL", "initdb", "postgresql")


def redis_server() -> Finding:
    """Look for the server that tests start."""
    return _needed("the journeys on Redis", "redis-server")


def _needed(what: str, program: str, package: str = "") -> Finding:
    if not installed("pytest"):
        return note(f"the part dev was left out, and with it {what}", "make setup PARTS=dev")
    servers = os.pathsep.join(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    if found := shutil.which(program) or shutil.which(program, path=servers):
        return ok(f"{what} can be tested: {found}")
    return warn(f"{program} is missing: {what} can't be tested here", f"apt-get install {package or program}")
