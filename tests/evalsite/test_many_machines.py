"""Several machines work together with nothing in common but variables: PostgreSQL, Redis and a store.

Each "machine" is a set of processes with a home, a state folder and a cache of its own, in an environment that holds
nothing else. What one of them makes, the next one needs: corpus, checkpoint, motion, video.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
import psycopg
import pytest
import soundfile
from psycopg.rows import dict_row

from tests import servers
from tests.bucket import s3_server
from tests.evalsite.jobs.processes import wait_until

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
EXPERIMENT = 'corpus = "small"\nnetwork = "joint-1"\nhidden = 4\nepochs = 1\n'


class Machine:
    """Processes that share nothing with others but the variables they are given."""

    def __init__(self, folder, variables):
        self.folder = folder
        folder.mkdir()
        shared = {name for name in variables if name.startswith(("FACESTUDY_", "AWS_"))}
        assert shared == set(variables)
        own = {"HOME": str(folder), "FACESTUDY_STATE": str(folder / "var"), "OMP_NUM_THREADS": "1"}
        self.env = {"PATH": os.environ["PATH"]} | own | variables
        self.processes = []

    def manage(self, *words, code=0):
        command = [sys.executable, ROOT / "manage.py", *map(str, words)]
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr + self.said()
        return done.stdout

    def start(self, *words):
        with (self.folder / "out").open("a") as out:
            command = [sys.executable, ROOT / "manage.py", *words]
            self.processes.append(
                subprocess.Popen(command, cwd=self.folder, env=self.env, stdout=out, stderr=out, start_new_session=True)
            )

    def said(self):
        out = self.folder / "out"
        return out.read_text() if out.exists() else ""

    def end(self):
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def files(self):
        return {path.name for path in (self.folder / "var").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def running():
    """Give the addresses of a PostgreSQL and of a Redis of our own."""
    postgresql = shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not (postgresql and shutil.which("redis-server")):
        pytest.skip(f"PostgreSQL and Redis are not installed: {servers.LINE}")
    return os.environ.get("FACESTUDY_DATABASE_URL") or servers.postgresql(), servers.redis_server()


@pytest.fixture
def database_and_broker(running):
    """Give an empty database, and the broker."""
    server, redis = running
    name = f"facestudy_machines_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    yield {"FACESTUDY_DATABASE_URL": url, "FACESTUDY_REDIS_URL": redis}
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def folder_store(tmp_path):
    """Give a folder that all machines see, such as one on NFS."""
    return {"FACESTUDY_STORE": str(tmp_path / "shared")}


@pytest.fixture
def bucket_store():
    with s3_server() as variables:
        yield variables


@pytest.fixture
def machines(tmp_path):
    created = []
    yield lambda name, variables: created.append(Machine(tmp_path / name, variables)) or created[-1]
    for machine in created:
        machine.end()


@pytest.fixture
def wavs(tmp_path):
    """Give two clips of somebody's speech, as far as a network can tell."""
    random = np.random.default_rng(1)
    paths = [tmp_path / f"clip-{number}.wav" for number in (1, 2)]
    for path in paths:
        soundfile.write(path, 0.1 * random.standard_normal(24_000).astype(np.float32), 24_000)
    return paths


@pytest.mark.parametrize("store", ["folder_store", "bucket_store"])
def test_a_second_machine_needs_nothing_but_the_variables(
    request, machines, database_and_broker, store, wavs, tmp_path
):
    variables = database_and_broker | request.getfixturevalue(store)
    site = machines("site", variables)
    site.manage("migrate", "-v0")
    speech, pictures = machines("speech", variables), machines("pictures", variables)
    speech.start("worker", "features")
    pictures.start("worker", "train", "render")

    site.manage("enqueue", "corpus", "small", "--turns", 6, "--speakers", 2, "--wait")
    (site.folder / "e.toml").write_text(EXPERIMENT)
    site.manage("enqueue", "train", site.folder / "e.toml", "--name", "joint-1", "--wait")
    out = tmp_path / "videos"
    options = ["--checkpoint", "joint-1", "--size", "160x120", "--out", out, "--json"]
    message = json.loads(site.manage("enqueue", "synthesize", *wavs, *options))

    assert sorted(message["files"]) == ["clip-1.mp4", "clip-2.mp4"]
    assert all((out / name).read_bytes()[4:8] == b"ftyp" for name in message["files"])
    jobs = rows(database_and_broker["FACESTUDY_DATABASE_URL"])
    assert {job["state"] for job in jobs} == {"done"}
    assert {job["attempt"] for job in jobs} == {1}
    workers = {job["kind"]: job["lease_owner"].split("/")[1] for job in jobs}
    assert workers["synthetic_corpus"] == workers["animate"] != workers["train"] == workers["render"]
    if store == "bucket_store":
        assert output_digests(jobs, "render") <= pictures.files()
        assert output_digests(jobs, "render").isdisjoint(speech.files())
        assert output_digests(jobs, "animate") <= speech.files() & pictures.files()


def test_machines_with_the_same_queue_share_the_jobs(machines, database_and_broker, folder_store, tmp_path):
    variables = database_and_broker | folder_store
    site, *others = [machines(name, variables) for name in ("site", "one", "two")]
    site.manage("migrate", "-v0")
    for machine in others:
        machine.start("worker", "render")
    motions = [tmp_path / f"m{number}.npz" for number in range(8)]
    site.manage("shell", "-v0", "-c", MOTIONS.format(paths=[str(path) for path in motions]))
    message = json.loads(site.manage("enqueue", "render", *motions, "--size", "160x120", "--json", "--batch", "eight"))
    assert len(message["jobs"]) == 8
    wait_until(lambda: "eight" not in unfinished_batches(site), 120)
    done = [job for job in rows(database_and_broker["FACESTUDY_DATABASE_URL"]) if job["batch"] == "eight"]
    assert [job["state"] for job in done] == ["done"] * 8
    assert len({job["lease_owner"].split("/")[1] for job in done}) == 2


MOTIONS = """
import numpy as np
from pathlib import Path
from face import npz_file
from face.motion import FapMotion
for number, path in enumerate({paths}):
    values = np.full((25, 66), number, np.float32)
    motion = FapMotion(values=values, driven=values == values, rate=25.0, times=np.arange(25) / 25)
    npz_file.save(motion, Path(path))
"""


def unfinished_batches(machine):
    return {job["batch"] for job in json.loads(machine.manage("jobs", "--json", "--limit", 999)) if not job["finished"]}


def rows(url):
    with psycopg.connect(url, row_factory=dict_row) as database:
        return database.execute("SELECT * FROM jobs_job").fetchall()


def output_digests(jobs, kind):
    """Return the digests of the files that jobs of a kind made."""
    key = {"render": "video", "animate": "motion"}[kind]
    return {job["output"][key] for job in jobs if job["kind"] == kind}
