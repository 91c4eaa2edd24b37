"""Whether this process can do its work: `/healthz` and `/readyz` for probes, `python -m evalsite.health` in containers.

`/healthz` tells only that the process answers. `/readyz` answers 503 when the database is away, migrations are missing
or the store can't be written. Without the broker it is merely degraded: ratings don't need it, and jobs wait in the
database. Neither says more than a word about a fault, since anybody may ask.
"""

import os
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from evalsite import bucket

PATIENCE: Final = 3.0
"""Seconds that the broker has to answer."""


def database() -> None:
    """Raise unless the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    """Raise unless all migrations were applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("manage.py migrate has to run")


def store() -> None:
    """Raise unless a file can be written where the store is."""
    Path(settings.STORE).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.STORE) as file:
        file.write(b"ready")
    bucket.refuse_absent()


def broker() -> None:
    """Raise unless Redis takes connections; messages through files need the state folder only."""
    if settings.REDIS_URL:
        address = urlsplit(settings.REDIS_URL)
        socket.create_connection((address.hostname or "localhost", address.port or 6379), PATIENCE).close()


NEEDED: Final = (database, migrations, store)
HELPFUL: Final = (broker,)


def passes(check: Callable[[], None]) -> bool:
    """Return whether a check passes."""
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return False
    return True


def report() -> dict[str, str]:
    """Return "ok" or "failed" for each check, and under "status" ready, degraded or unready."""
    found = {check.__name__: passes(check) for check in (*NEEDED, *HELPFUL)}
    needed = all(found[check.__name__] for check in NEEDED)
    status = ("ready" if all(found.values()) else "degraded") if needed else "unready"
    return {"status": status} | {name: "ok" if fine else "failed" for name, fine in found.items()}


class HealthMiddleware:
    """Answer probes before anything else: they know neither our host name nor https, and carry no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or pass the request on."""
        match request.path_info:
            case "/healthz":
                return HttpResponse("alive\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
            case "/readyz":
                found = report()
                status = 503 if found["status"] == "unready" else 200
                return JsonResponse(found, status=status, headers={"Cache-Control": "no-store"})
        return self.get_response(request)


def main() -> int:
    """Print the report; return 1 when this process could not work."""
    import django  # noqa: PLC0415 - only as a program of its own

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    django.setup()
    found = report()
    print(*(f"{name}: {word}" for name, word in found.items()), sep="\n")  # noqa: T201 - a command's answer
    return int(found["status"] == "unready")


if __name__ == "__main__":
    sys.exit(main())
