"""A site under load: a database of its own, gunicorn as `manage.py up` runs it, and the crowd in another process."""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from tests import servers

ROOT = Path(__file__).parents[2]


class LoadSite:
    """A running site; `url` is its address, `database` its PostgreSQL or None."""

    def __init__(self, folder: Path, database: "Postgres | None" = None) -> None:
        self.folder, self.database = folder, database
        self.port = servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        state = {"FACESTUDY_STATE": str(folder / "state"), "DJANGO_SETTINGS_MODULE": "evalsite.settings"}
        self.env = {**os.environ, **state, "OMP_NUM_THREADS": "1"}
        self.env.pop("FACESTUDY_DATABASE_URL", None)
        if database:
            self.env["FACESTUDY_DATABASE_URL"] = database.url
        self.run("manage.py", "migrate", "-v0")
        bind, config = f"--bind=127.0.0.1:{self.port}", "--config=python:evalsite.supervisor.gunicorn_config"
        self.server = self.start("-m", "gunicorn", "evalsite.wsgi", bind, config)

    def run(self, *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str) -> subprocess.Popen:
        with (self.folder / "log").open("a") as log:
            return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def create_participants(self, count: int) -> Path:
        """Return the file with the tokens of so many people, each before the first video."""
        tokens = self.folder / "tokens.json"
        tokens.write_text(self.run("-m", "tests.load.prepare", str(count)))
        self.wait_until_up()
        return tokens

    def wait_until_up(self, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.1)

    def start_crowd(self, tokens: Path, pace: float) -> subprocess.Popen:
        self.before = self.cpu_seconds()
        return self.start(
            "-m", "tests.load.simulated_crowd", self.url, str(tokens), str(self.folder / "out.json"), str(pace)
        )

    def wait_for_outcome(self, crowd: subprocess.Popen, seconds: float) -> dict:
        assert crowd.wait(seconds) == 0, (self.folder / "log").read_text()[-3000:]
        self.cpu_used = {who: seconds - self.before.get(who, 0.0) for who, seconds in self.cpu_seconds().items()}
        return json.loads((self.folder / "out.json").read_text())

    def cpu_seconds(self) -> dict[str, float]:
        """Return the seconds of processor time that the site and its database have taken so far."""
        database = {"database": seconds_of(self.database.process.pid)} if self.database else {}
        return {"site": seconds_of(self.server.pid)} | database

    def ratings(self) -> dict[str, dict[str, list[int]]]:
        """Return what the database holds: by video, for each question the values (more than one is a double)."""
        return json.loads(self.run("-c", STORED))

    def kill_worker(self) -> int:
        """End one of gunicorn's workers as a crash would; return its process id."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        return int(children[0])

    def close(self) -> None:
        self.server.terminate()
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()


STORED = """
import collections, django, json
django.setup()
from evalsite.questionnaire.models import Rating
found = collections.defaultdict(lambda: collections.defaultdict(list))
for media, question, value in Rating.objects.values_list("trial__media_id", "question", "value"):
    found[media][question].append(value)
print(json.dumps(found))
"""


def seconds_of(pid: int) -> float:
    """Return the processor time of a process, of its children that ended, and of those that run."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(seconds_of(int(child)) for child in children)


class Postgres:
    """PostgreSQL that forgets nothing: its files are synced, and it can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.user = servers.service_user("postgres") if os.geteuid() == 0 else None
        self.folder, self.data, self.port = folder, folder / "data", servers.free_port()
        if self.user:
            shutil.chown(folder, self.user)
        making = [servers.binary("initdb"), "-D", self.data, "-A", "trust", "-U", "facestudy", "-E", "UTF8"]
        making += ["--locale=C", "--no-sync"]
        subprocess.run(making, user=self.user, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        self.url = f"postgresql://facestudy@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        command = [servers.binary("postgres"), "-D", self.data, "-h", "127.0.0.1", "-p", str(self.port)]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [*command, "-k", self.folder], user=self.user, cwd=self.folder, stdout=log, stderr=log
            )
        servers.wait_for(lambda: psycopg.connect(self.url).close(), psycopg.OperationalError, self.folder / "log")

    def restart(self) -> None:
        """End it at once, as a crash does to its clients (it recovers from its log), and start it again."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        self.start()

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


@dataclass(frozen=True)
class Results:
    """What a run reached."""

    answers: int
    per_second: float
    p50: float
    p95: float
    p99: float
    again: int

    @classmethod
    def from_outcome(cls, outcome: dict) -> "Results":
        times, stamps = sorted(outcome["answers"]), sorted(outcome["stamps"])
        # The middle of the run: people come and go at its ends.
        inner = stamps[len(stamps) // 10 : -max(1, len(stamps) // 10)]
        rate = (len(inner) - 1) / (inner[-1] - inner[0]) if len(inner) > 1 else 0.0
        cuts = statistics.quantiles(times, n=100)
        return cls(len(times), rate, cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000, outcome["again"])


def folder_for(stack: ExitStack) -> Path:
    """Return a folder that a database's own user can enter, and that goes with the stack."""
    base_folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="facestudy-load-")))
    base_folder.chmod(0o755)
    return base_folder
