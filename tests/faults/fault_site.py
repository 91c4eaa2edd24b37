"""A site for one round: real processes on its own servers, as users have them."""

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from tests.evalsite.jobs.processes import Site, wait_until
from tests.faults.servers import Postgres, Redis

CLEAN_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")}


@dataclass(frozen=True)
class SiteTemplate:
    """What is slow to create and is copied for each round: migrated databases, a store with a motion, a corpus."""

    state: Path
    postgres: Path | None
    motion: str
    corpus: Path
    trained: str
    """The digest of the checkpoint that an unbroken training gives."""


class FaultSite(Site):
    """The site of one round."""

    command_timeout = 300

    def __init__(self, folder: Path, template: SiteTemplate, *, broker="files", database="sqlite"):
        folder.mkdir(parents=True)
        self.folder, self.template = folder, template
        self.state = Path(shutil.copytree(template.state, folder / "state"))
        self.log = folder / "log"
        self.processes = []
        self.redis = Redis(folder / "redis") if broker == "redis" else None
        self.postgres = Postgres(folder / "postgres", template.postgres) if database == "postgres" else None
        self.changes = {}
        self.store = self.state / "store"
        self.known = set(self.files())

    @property
    def env(self):
        servers = {"FACESTUDY_REDIS_URL": self.redis, "FACESTUDY_DATABASE_URL": self.postgres}
        return {
            **CLEAN_ENVIRONMENT,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "FACESTUDY_STATE": str(self.state),
            "FACESTUDY_STORE": str(self.store),
            "FAULTS": json.dumps(self.changes),
            "OMP_NUM_THREADS": "1",
            "LP_NUM_THREADS": "1",
            **{name: server.url for name, server in servers.items() if server},
        }

    def worker(self, *queues, processes=1, machine=None):
        """Start a worker; `machine` names another one on which, as leases can tell, it runs."""
        before = self.changes
        self.changes = before | ({"MACHINE": machine} if machine else {})
        started = self.start("worker", *(queues or ("render",)), f"--processes={processes}")
        self.changes = before
        return started

    def query(self, statement, *values):
        """Return the rows of a query."""
        if self.postgres:
            with psycopg.connect(self.postgres.url, row_factory=dict_row) as database:
                return database.execute(statement.replace("?", "%s"), values or None).fetchall()
        with closing(sqlite3.connect(self.state / "facestudy.sqlite3", timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(statement, values).fetchall()

    def jobs(self):
        """Return all jobs' rows, oldest first."""
        return self.query("SELECT * FROM jobs_job ORDER BY created")

    def enqueue_writes(self, count=1, *, parts=1, pause=0.02, size=1000, first=0):
        """Enqueue jobs that write `count` small files."""
        spec = {"parts": parts, "pause": pause, "size": size, "log": str(self.log)}
        self.python(
            "from evalsite.jobs.queue import enqueue\n"
            f"for number in range({first}, {first + count}): enqueue('write', {spec!r} | {{'number': number}})"
        )

    def enqueue_crash(self, number):
        """Enqueue a job that kills its process."""
        self.python(f"from evalsite.jobs.queue import enqueue\nenqueue('crash', {self.spec(number)!r})")

    def spec(self, number):
        return {"number": number, "log": str(self.log)}

    def enqueue_render(self):
        """Enqueue a real render of a small video."""
        settings = {"avatar": "woman", "deformer": "fat", "size": [320, 240], "fps": 25, "crf": 30}
        self.python(
            "from evalsite.stimuli import catalog, stimulus_requests\n"
            "condition = catalog.imported_condition('mine')\n"
            f"stimulus_requests.request_motion_stimulus({self.template.motion!r}, condition, 'clip', {settings!r})"
        )

    def enqueue_training(self):
        """Enqueue a small training; its corpus is then in the store."""
        self.python(
            "from evalsite.stimuli.training_requests import request_training\n"
            "from training.experiment import Experiment\n"
            f"request_training(Experiment.model_validate({small_experiment(self.template.corpus)!r}), name='small')"
        )
        self.known = set(self.files())

    def wait_for_state(self, state, seconds, count=None):
        """Wait until all jobs (or so many) are in that state."""
        wait_until(lambda: self.count_jobs(state) >= (len(self.jobs()) if count is None else count), seconds)

    def count_jobs(self, state):
        return self.query("SELECT count(*) AS n FROM jobs_job WHERE state = ?", state)[0]["n"]

    def wait_for_progress(self, share, seconds=60):
        """Wait until a job has come so far; return its row."""
        query = "SELECT * FROM jobs_job WHERE state = 'running' AND progress >= ?"
        return wait_until(lambda: next(iter(self.query(query, share)), None), seconds)

    def wait_until_half_rendered(self):
        """Wait until a video is half written; return its job's row."""
        wait_until(lambda: list(self.store.glob("work/*/.*.part")), 60)
        return self.jobs()[0]

    def files(self):
        """Return the names of the files in the store."""
        return sorted(path.name for path in self.store.glob("??/*"))

    def runs(self):
        """Return the lines that jobs wrote: (word, number, process id, time)."""
        return [(word, int(number), int(pid), float(at)) for word, number, pid, at in map(str.split, self.lines())]

    def kill(self, process):
        """Kill a worker with its children."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self):
        """End all processes and remove the folder."""
        super().end()
        for server in (self.redis, self.postgres):
            if server:
                server.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def small_experiment(corpus: Path) -> dict:
    """Return a training that takes some seconds, each epoch about one."""
    sizes = {"hidden": 192, "epochs": 8, "patience": 8, "batch": 1, "threads": 1}
    return {"corpus": str(corpus), "network": "joint-2", **sizes}


def child_pid(row) -> int:
    """Return the process id of the child that holds a job."""
    return int(row["lease_owner"].split("/")[2])
