"""Real processes for tests: a site of its own with the toy kinds and short leases, on the servers of the run."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.evalsite.jobs import worker_environment

ROOT = Path(__file__).parents[3]


class Site:
    """A site of its own for real processes: state folder, database, toy kinds, short leases."""

    patience = 60
    """Seconds that a command may take."""

    def __init__(self, place):
        self.place = place
        self.state = place.state
        self.log = self.state / "log"
        self.processes = []
        self.env = {**os.environ, **place.env, "DJANGO_SETTINGS_MODULE": "tests.evalsite.jobs.site_settings"}

    def start(self, *words):
        """Start a management command in a session of its own."""
        return self.start_program(words[0], sys.executable, "manage.py", *words)

    def start_program(self, name, *command):
        """Start a program in a session of its own; what it says goes into a file of that name."""
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

    def manage(self, *words, code=0):
        """Run a management command to its end and return what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = self.run(command)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, script):
        """Run a script with Django set up and return what it printed."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{script}"]
        done = self.run(command)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, command):
        """Run a program to its end."""
        said = {"capture_output": True, "text": True}
        return subprocess.run(command, cwd=ROOT, env=self.env, timeout=self.patience, check=False, **said)

    def enqueue(self, kind, **spec):
        """Ask for a job, as a program on this site would."""
        spec.setdefault("log", str(self.log))
        return self.python(f"from evalsite.jobs.queue import enqueue\nprint(enqueue({kind!r}, {spec!r}).pk)").strip()

    def job(self, pk):
        """Return a job's row."""
        return self.place.row("jobs_job", pk)

    def output(self, command):
        """Return what a started command has written so far."""
        return (self.state / f"{command}.out").read_text()

    @contextmanager
    def listener(self):
        """Give a port on which somebody listens."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            yield taken.getsockname()[1]

    def lines(self):
        """Return what the jobs have noted so far."""
        return self.log.read_text().splitlines() if self.log.exists() else []

    def wait_for_line(self, beginning, seconds=20):
        """Wait until a job notes a line that begins so; return the line."""
        return wait_until(lambda: next((line for line in self.lines() if line.startswith(beginning)), None), seconds)

    def end(self):
        """End what is left."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until(found, seconds=20):
    """Ask until the answer is true, and return it."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return answer


@pytest.fixture(scope="session")
def fresh_place(tmp_path_factory):
    """Give a state folder and an empty database, to be copied."""
    place = worker_environment.make(tmp_path_factory.mktemp("fresh"))
    Site(place).manage("migrate", "-v0")
    yield place
    place.remove()


@pytest.fixture
def site(fresh_place, tmp_path):
    """Give a site of its own, and leave no process behind."""
    place = fresh_place.copy(tmp_path / "site")
    site = Site(place)
    yield site
    site.end()
    place.remove()
