"""Real processes for tests: a site with sample job kinds and short leases, on the servers of the test run."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.evalsite.jobs import site_storage

ROOT = Path(__file__).parents[3]


class Site:
    """A site for real processes: state folder, database, sample job kinds, short leases."""

    command_timeout = 120
    """A guard against hanging, in seconds."""

    def __init__(self, storage):
        self.storage = storage
        self.state = storage.state
        self.log = self.state / "log"
        self.processes = []
        self.env = {**os.environ, **storage.env, "DJANGO_SETTINGS_MODULE": "tests.evalsite.jobs.site_settings"}

    def start(self, *arguments):
        """Start a management command in its own session."""
        return self.start_program(arguments[0], sys.executable, "manage.py", *arguments)

    def start_program(self, name, *command):
        """Start a program in its own session; its output goes into a file of that name."""
        with (self.state / f"{name}.out").open("a") as out:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def manage(self, *arguments, code=0):
        """Run a management command to its end and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        process = self.run(command)
        assert process.returncode == code, process.stdout + process.stderr
        return process.stdout + process.stderr

    def python(self, script):
        """Run a script with Django set up and return what it printed."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{script}"]
        process = self.run(command)
        assert process.returncode == 0, process.stderr
        return process.stdout

    def run(self, command):
        """Run a program to its end."""
        return subprocess.run(
            command, cwd=ROOT, env=self.env, timeout=self.command_timeout, check=False, capture_output=True, text=True
        )

    def enqueue(self, kind, **spec):
        """Enqueue a job, as a program on this site would."""
        spec.setdefault("log", str(self.log))
        return self.python(f"from evalsite.jobs.queue import enqueue\nprint(enqueue({kind!r}, {spec!r}).pk)").strip()

    def job(self, pk):
        """Return a job's row."""
        return self.storage.row("jobs_job", pk)

    def output(self, command):
        """Return what a started command has written so far."""
        return (self.state / f"{command}.out").read_text()

    @contextmanager
    def listener(self):
        """Yield a port that is in use."""
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            yield server.getsockname()[1]

    def lines(self):
        """Return the lines that jobs have written so far."""
        return self.log.read_text().splitlines() if self.log.exists() else []

    def wait_for_line(self, prefix, seconds=90):
        """Wait until a job writes a line with this prefix; return the line."""
        return wait_until(lambda: next((line for line in self.lines() if line.startswith(prefix)), None), seconds)

    def end(self):
        """Kill the processes that are still running."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until(condition, seconds=90):
    """Poll until the condition returns something true, and return that."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "the condition did not become true"
        time.sleep(0.05)
    return result


@pytest.fixture(scope="session")
def site_template(tmp_path_factory):
    """Yield a state folder and an empty database, to be copied."""
    storage = site_storage.create_storage(tmp_path_factory.mktemp("fresh"))
    Site(storage).manage("migrate", "-v0")
    yield storage
    storage.remove()


@pytest.fixture
def site(site_template, tmp_path):
    """Yield a site; kill its processes afterwards."""
    storage = site_template.copy(tmp_path / "site")
    site = Site(storage)
    yield site
    site.end()
    storage.remove()
