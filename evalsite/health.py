"""Health checks: `/healthz` and `/readyz` for probes, `python -m evalsite.health` in containers.

`/healthz` only says that the process answers. `/readyz` answers 503 when the database is unavailable, migrations are
missing or the store can't be written. Without the broker the site is merely degraded: ratings don't need it, and jobs
wait in the database. Neither gives any detail about a failure, since anybody may ask.
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

from evalsite import s3_store
from face.errors import InputError

BROKER_TIMEOUT_SECONDS: Final = 3.0
REDIS_PORT: Final = 6379


def check_database() -> None:
    """Raise unless the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """Raise unless all migrations are applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("manage.py migrate has to run")


def check_store() -> None:
    """Raise unless the store is writable."""
    Path(settings.STORE).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.STORE) as file:
        file.write(b"ready")
    s3_store.require_access()


def check_broker() -> None:
    """Raise InputError if Redis is configured and does not accept connections."""
    if not settings.REDIS_URL:
        return
    url = urlsplit(settings.REDIS_URL)
    address = (url.hostname or "localhost", url.port or REDIS_PORT)
    try:
        socket.create_connection(address, BROKER_TIMEOUT_SECONDS).close()
    except OSError:
        raise InputError(
            f"Redis at {address[0]}:{address[1]} does not answer; start it (redis-server), correct "
            "FACESTUDY_REDIS_URL, or unset it to send messages through files"
        ) from None


REQUIRED_CHECKS: Final = {"database": check_database, "migrations": check_migrations, "store": check_store}
OPTIONAL_CHECKS: Final = {"broker": check_broker}


def passes(check: Callable[[], None]) -> bool:
    """Return whether a check passes."""
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return False
    return True


def health_report() -> dict[str, str]:
    """Return "ok" or "failed" for each check, and under "status" ready, degraded or unready."""
    results = {name: passes(check) for name, check in (REQUIRED_CHECKS | OPTIONAL_CHECKS).items()}
    is_ready = all(results[name] for name in REQUIRED_CHECKS)
    status = ("ready" if all(results.values()) else "degraded") if is_ready else "unready"
    return {"status": status} | {name: "ok" if passed else "failed" for name, passed in results.items()}


class HealthMiddleware:
    """Answers probes before anything else: they use neither our host name nor https, and have no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or pass the request on."""
        match request.path_info:
            case "/healthz":
                return HttpResponse("alive\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
            case "/readyz":
                report = health_report()
                status = 503 if report["status"] == "unready" else 200
                return JsonResponse(report, status=status, headers={"Cache-Control": "no-store"})
        return self.get_response(request)


def main() -> int:
    """Print the report; return 1 if this process could not work."""
    import django  # noqa: PLC0415 - only needed as a program

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalsite.settings")
    django.setup()
    report = health_report()
    print(*(f"{name}: {result}" for name, result in report.items()), sep="\n")  # noqa: T201 - the command's output
    return int(report["status"] == "unready")


if __name__ == "__main__":
    sys.exit(main())
