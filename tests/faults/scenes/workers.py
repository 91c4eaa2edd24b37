"""Workers and their children that die, sleep, or are killed by what they do."""

import os
import signal
import subprocess
import time

from tests.evalsite.jobs.processes import wait_until
from tests.faults import invariants
from tests.faults.fault import fault, recovery
from tests.faults.ground import child

CHILD = "a render's child is killed half way; its worker goes on"
WORKER = "a worker is killed half way through a render, and another is started"


@fault(f"{CHILD} (Redis)", limit=30, heavy=True, broker="redis")
def child_killed_redis(ground):
    return child_killed(ground)


@fault(f"{CHILD} (files)", limit=30, heavy=True)
def child_killed_files(ground):
    return child_killed(ground)


def child_killed(ground):
    ground.render()
    ground.worker()
    os.kill(child(ground.wait_for_pictures()), signal.SIGKILL)
    with recovery() as clock:
        ground.wait_for_state("done", 60)
    second_attempt_made_one_video(ground)
    return clock.seconds


@fault(f"{WORKER} (Redis)", limit=90, broker="redis")
def worker_killed_redis(ground):
    return worker_killed(ground)


@fault(f"{WORKER} (files)", limit=90)
def worker_killed_files(ground):
    return worker_killed(ground)


def worker_killed(ground):
    ground.start("scheduler")
    ground.render()
    killed = ground.worker()
    ground.wait_for_pictures()
    ground.kill(killed)
    with recovery() as clock:
        ground.worker()
        ground.wait_for_state("done", 120)
    second_attempt_made_one_video(ground)
    return clock.seconds


@fault(
    "a whole machine is gone half way through a render; another machine's worker is there",
    limit=90,
    broker="redis",
)
def machine_gone(ground):
    ground.start("scheduler")
    ground.render()
    gone = ground.worker(machine="elsewhere")
    ground.wait_for_pictures()
    ground.worker()
    ground.kill(gone)
    with recovery() as clock:
        ground.wait_for_state("done", 120)
    second_attempt_made_one_video(ground)
    return clock.seconds


@fault("a worker's parent process alone is killed, as by the kernel when memory is short", limit=90, broker="redis")
def parent_killed(ground):
    ground.start("scheduler")
    ground.write(20, parts=20, pause=0.05)
    parent = ground.worker(processes=2)
    wait_until(lambda: ground.count("running") == 2 and ground.count("done") >= 2, 60)
    os.kill(parent.pid, signal.SIGKILL)
    with recovery() as clock:
        ground.worker(processes=2)
        ground.wait_for_state("done", 120)
    wait_until(lambda: not members(parent.pid), 20)
    invariants.check(ground)
    return clock.seconds


def members(session):
    """Return the processes of a session that still live."""
    found = subprocess.run(["ps", "-o", "stat=,pid=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [line for line in found.stdout.splitlines() if not line.startswith("Z")]


def second_attempt_made_one_video(ground):
    invariants.check(ground)
    (job,) = ground.jobs()
    assert job["attempt"] == 2
    assert len(ground.files()) == 1 + len(ground.known)


@fault("a training's child is killed after some epochs; the same weights as without", limit=30, heavy=True)
def training_killed(ground):
    ground.train()
    ground.worker("train")
    before = wait_until(lambda: epoch(ground) >= 3 and ground.jobs()[0], 60)
    os.kill(child(before), signal.SIGKILL)
    reached = int(before["message"].split()[1].rstrip(":"))
    with recovery() as clock:
        first = wait_until(lambda: ground.jobs()[0]["attempt"] == 2 and epoch(ground), 60)
        ground.wait_for_state("done", 60)
    (job,) = ground.jobs()
    assert first > reached, f"began again at epoch {first} although {reached} were finished"
    assert invariants.output(job) == ground.prepared.trained, "other weights than without a fault"
    assert not list((ground.store / "work").glob("training-*"))
    invariants.check(ground)
    return clock.seconds


def epoch(ground):
    """Return the last epoch that the training told of; 0 before the first."""
    message = ground.jobs()[0]["message"]
    return int(message.split()[1].rstrip(":")) if message.startswith("epoch ") else 0


@fault("a worker is stopped (SIGSTOP) past its lease, then goes on: fenced out", limit=90, broker="redis")
def zombie(ground):
    ground.start("scheduler")
    ground.write(parts=40, pause=0.2)
    stopped = ground.worker()
    ground.wait_for_progress(0.2)
    os.killpg(stopped.pid, signal.SIGSTOP)
    with recovery() as clock:
        ground.worker()
        ground.wait_for_state("done", 120)
    before = dict(ground.jobs()[0])
    os.killpg(stopped.pid, signal.SIGCONT)
    time.sleep(6)
    assert dict(ground.jobs()[0]) == before, "the zombie wrote to the job"
    assert before["attempt"] == 2
    (ended,) = [pid for word, _, pid, _ in ground.runs() if word == "ended"]
    assert ended != ground.runs()[0][2], "the zombie ended its work"
    invariants.check(ground)
    return clock.seconds


@fault("three schedulers at once, and a worker is killed with jobs in its hands", limit=60, broker="redis")
def two_reconcilers(ground):
    for _ in range(3):
        ground.start("scheduler")
    ground.write(30, parts=10, pause=0.05)
    killed = ground.worker(processes=2)
    wait_until(lambda: ground.count("done") >= 4, 60)
    ground.kill(killed)
    with recovery() as clock:
        ground.worker(processes=2)
        ground.wait_for_state("done", 120)
    assert sum(job["attempt"] - 1 for job in ground.jobs()) <= 2
    invariants.check(ground)
    return clock.seconds


@fault("a job that kills its child each time: failed after three, the queue goes on (Redis)", limit=60, broker="redis")
def poison_redis(ground):
    return poison(ground)


@fault("a job that kills its child each time: failed after three, the queue goes on (files)", limit=60)
def poison_files(ground):
    return poison(ground)


def poison(ground):
    ground.start("scheduler")
    ground.worker(processes=2)
    ground.write(10)
    with recovery() as clock:
        ground.poison(1000)
        ground.write(10, first=10)
        wait_until(lambda: ground.count("done") == 20 and ground.count("failed") == 1, 120)
    (died,) = [job for job in ground.jobs() if job["kind"] == "die"]
    assert died["attempt"] == 3
    assert "died 3 times" in died["error"]
    assert [number for _, number, _, _ in ground.runs()].count(1000) == 3
    invariants.check(ground, failed=1)
    return clock.seconds
