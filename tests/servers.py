"""The site's tests on real servers: `python -m pytest -p tests.servers -m "not slow and not browser" tests/evalsite`.

A private PostgreSQL and a private Redis are started from the installed binaries and ended with the run; where
TEST_DATABASE_URL (its user may create databases) or TEST_REDIS_URL name others, those are used. Where a server is not
installed nothing is tested, which the last line says; in CI (CI=true) that is a failure.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis
from django.db import connection

LINE = "apt-get install postgresql redis-server"
RUNNING = ExitStack()
atexit.register(RUNNING.close)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests():
    """Before Django's settings are read: name the servers."""
    os.environ["FACESTUDY_DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or postgresql()
    os.environ["FACESTUDY_REDIS_URL"] = os.environ.get("TEST_REDIS_URL") or redis_server()


def pytest_report_header():
    return f"servers: {os.environ['FACESTUDY_DATABASE_URL']}, {os.environ['FACESTUDY_REDIS_URL']}"


@pytest.fixture(scope="session", autouse=True)
def disconnect_other_sessions(django_db_setup, django_db_blocker):
    """End what threads of live servers left connected: PostgreSQL drops no database that somebody looks at."""
    yield
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid != pg_backend_pid()"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(others, [connection.settings_dict["NAME"]])


def postgresql() -> str:
    """Start PostgreSQL, as a user of its own where we are root (which it refuses), and return its URL."""
    initdb, postgres = binary("initdb"), binary("postgres")
    user = service_user("postgres") if os.geteuid() == 0 else None
    folder = Path(RUNNING.enter_context(tempfile.TemporaryDirectory(prefix="facestudy-postgresql-")))
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    making = [initdb, "-D", data, "-A", "trust", "-U", "facestudy", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(making, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    # -F: nobody needs the data after the run.
    start([postgres, "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-F"], folder, user)
    url = f"postgresql://facestudy@127.0.0.1:{port}/postgres"
    wait_for(lambda: psycopg.connect(url).close(), psycopg.OperationalError, folder / "log")
    return url


def redis_server() -> str:
    """Start Redis and return its URL."""
    folder = Path(RUNNING.enter_context(tempfile.TemporaryDirectory(prefix="facestudy-redis-")))
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", "", "--appendonly", "no"]
    start([binary("redis-server"), *options], folder)
    with redis.Redis(port=port) as client:
        wait_for(client.ping, redis.ConnectionError, folder / "log")
    return f"redis://127.0.0.1:{port}/0"


def binary(name: str) -> str:
    """Return where a server's program lies; end the run if it is not installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    result = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, versions)))
    if not result:
        sys.stderr.write(f"{name} is not installed, so nothing was tested on real servers: {LINE}\n")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    return result


def service_user(wanted: str) -> str:
    """Return the system's user for a service, or the one that owns nothing."""
    return wanted if wanted in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command: list, folder: Path, user: str | None = None) -> None:
    """Start a server that ends with the run, even if the run is killed."""
    leash = [result, "--pdeathsig", "INT", "--"] if (result := shutil.which("setpriv")) else []
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*leash, *command], user=user, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    RUNNING.callback(process.wait, 20)
    # To PostgreSQL: don't wait for connections; to Redis the same as a TERM.
    RUNNING.callback(process.send_signal, signal.SIGINT)


def wait_for(ask: Callable[[], object], refusal: type[Exception], log: Path, seconds: float = 20) -> None:
    """Return once the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            ask()
        except refusal:
            if time.monotonic() > end:
                sys.exit(f"a server does not answer:\n{log.read_text()}")
            time.sleep(0.05)
        else:
            return
