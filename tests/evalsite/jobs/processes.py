"""Real processes for tests: a site of its own with the toy kinds and short leases."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


class Site:
    """A site of its own for real processes: state folder, database, toy kinds, short leases."""

    def __init__(self, state):
        self.state = state
        self.log = state / "log"
        self.processes = []
        self.env = {
            **os.environ,
            "FACESTUDY_STATE": str(state),
            "DJANGO_SETTINGS_MODULE": "tests.evalsite.jobs.site_settings",
        }

    def start(self, *words):
        """Start a management command in a session of its own."""
        command = [sys.executable, "manage.py", *words]
        with (self.state / f"{words[0]}.out").open("a") as out:
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
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python(self, script):
        """Run a script with Django set up and return what it printed."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{script}"]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def enqueue(self, kind, **spec):
        """Ask for a job, as a program on this site would."""
        spec.setdefault("log", str(self.log))
        return self.python(f"from evalsite.jobs.queue import enqueue\nprint(enqueue({kind!r}, {spec!r}).pk)").strip()

    def job(self, pk):
        """Return a job's row."""
        with closing(sqlite3.connect(self.state / "facestudy.sqlite3")) as database:
            database.row_factory = sqlite3.Row
            return database.execute("SELECT * FROM jobs_job WHERE id = ?", [pk.replace("-", "")]).fetchone()

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
def fresh_state(tmp_path_factory):
    """Give a state folder with an empty database, to be copied."""
    state = tmp_path_factory.mktemp("fresh")
    Site(state).manage("migrate", "-v0")
    return state


@pytest.fixture
def site(fresh_state, tmp_path):
    """Give a site of its own, and leave no process behind."""
    site = Site(Path(shutil.copytree(fresh_state, tmp_path / "site")))
    yield site
    site.end()
