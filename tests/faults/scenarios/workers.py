"""Workers and their children that die, sleep, or are killed by what they do."""

import os
import signal
import subprocess
import time

from tests.evalsite.jobs.processes import wait_until
from tests.faults import invariants
from tests.faults.fault import fault, measure_recovery
from tests.faults.fault_site import child_pid

CHILD = "a rendering child process is killed half-way; its worker continues"
WORKER = "a worker is killed half-way through a render, and another is started"


@fault(f"{CHILD} (Redis)", limit=30, heavy=True, broker="redis")
def child_killed_redis(site):
    return child_killed(site)


@fault(f"{CHILD} (files)", limit=30, heavy=True)
def child_killed_files(site):
    return child_killed(site)


def child_killed(site):
    site.enqueue_render()
    site.worker()
    os.kill(child_pid(site.wait_until_half_rendered()), signal.SIGKILL)
    with measure_recovery() as stopwatch:
        site.wait_for_state("done", 60)
    check_second_attempt(site)
    return stopwatch.seconds


@fault(f"{WORKER} (Redis)", limit=90, broker="redis")
def worker_killed_redis(site):
    return worker_killed(site)


@fault(f"{WORKER} (files)", limit=90)
def worker_killed_files(site):
    return worker_killed(site)


def worker_killed(site):
    site.start("scheduler")
    site.enqueue_render()
    killed = site.worker()
    site.wait_until_half_rendered()
    site.kill(killed)
    with measure_recovery() as stopwatch:
        site.worker()
        site.wait_for_state("done", 120)
    check_second_attempt(site)
    return stopwatch.seconds


@fault(
    "a whole machine fails half-way through a render; a worker on another machine takes over",
    limit=90,
    broker="redis",
)
def machine_gone(site):
    site.start("scheduler")
    site.enqueue_render()
    gone = site.worker(machine="elsewhere")
    site.wait_until_half_rendered()
    site.worker()
    site.kill(gone)
    with measure_recovery() as stopwatch:
        site.wait_for_state("done", 120)
    check_second_attempt(site)
    return stopwatch.seconds


@fault("only a worker's parent process is killed, as by the kernel when memory runs out", limit=90, broker="redis")
def parent_killed(site):
    site.start("scheduler")
    site.enqueue_writes(20, parts=20, pause=0.05)
    parent = site.worker(processes=2)
    wait_until(lambda: site.count_jobs("running") == 2 and site.count_jobs("done") >= 2, 60)
    os.kill(parent.pid, signal.SIGKILL)
    with measure_recovery() as stopwatch:
        site.worker(processes=2)
        site.wait_for_state("done", 120)
    wait_until(lambda: not session_processes(parent.pid), 20)
    invariants.check(site)
    return stopwatch.seconds


def session_processes(session):
    """Return the processes of a session that still live."""
    result = subprocess.run(["ps", "-o", "stat=,pid=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [line for line in result.stdout.splitlines() if not line.startswith("Z")]


def check_second_attempt(site):
    invariants.check(site)
    (job,) = site.jobs()
    assert job["attempt"] == 2
    assert len(site.files()) == 1 + len(site.known)


@fault(
    "a training child process is killed after some epochs; the weights are the same as without", limit=30, heavy=True
)
def training_killed(site):
    site.enqueue_training()
    site.worker("train")
    before = wait_until(lambda: epoch(site) >= 3 and site.jobs()[0], 60)
    os.kill(child_pid(before), signal.SIGKILL)
    reached = int(before["message"].split()[1].rstrip(":"))
    with measure_recovery() as stopwatch:
        first = wait_until(lambda: site.jobs()[0]["attempt"] == 2 and epoch(site), 60)
        site.wait_for_state("done", 60)
    (job,) = site.jobs()
    assert first > reached, f"began again at epoch {first} although {reached} were finished"
    assert invariants.output(job) == site.template.trained, "other weights than without a fault"
    assert not list((site.store / "work").glob("training-*"))
    invariants.check(site)
    return stopwatch.seconds


def epoch(site):
    """Return the last epoch that the training told of; 0 before the first."""
    message = site.jobs()[0]["message"]
    return int(message.split()[1].rstrip(":")) if message.startswith("epoch ") else 0


@fault("a worker is stopped (SIGSTOP) past its lease, then continues: the fence rejects it", limit=90, broker="redis")
def zombie(site):
    site.start("scheduler")
    site.enqueue_writes(parts=40, pause=0.2)
    stopped = site.worker()
    site.wait_for_progress(0.2)
    os.killpg(stopped.pid, signal.SIGSTOP)
    with measure_recovery() as stopwatch:
        site.worker()
        site.wait_for_state("done", 120)
    before = dict(site.jobs()[0])
    os.killpg(stopped.pid, signal.SIGCONT)
    time.sleep(6)
    assert dict(site.jobs()[0]) == before, "the zombie wrote to the job"
    assert before["attempt"] == 2
    (ended,) = [pid for word, _, pid, _ in site.runs() if word == "ended"]
    assert ended != site.runs()[0][2], "the zombie ended its work"
    invariants.check(site)
    return stopwatch.seconds


@fault("three schedulers run at once, and a worker is killed while it runs jobs", limit=60, broker="redis")
def two_reconcilers(site):
    for _ in range(3):
        site.start("scheduler")
    site.enqueue_writes(30, parts=10, pause=0.05)
    killed = site.worker(processes=2)
    wait_until(lambda: site.count_jobs("done") >= 4, 60)
    site.kill(killed)
    with measure_recovery() as stopwatch:
        site.worker(processes=2)
        site.wait_for_state("done", 120)
    assert sum(job["attempt"] - 1 for job in site.jobs()) <= 2
    invariants.check(site)
    return stopwatch.seconds


@fault(
    "a job kills its child process each time: it fails after three attempts, the queue continues (Redis)",
    limit=60,
    broker="redis",
)
def poison_redis(site):
    return poison(site)


@fault("a job kills its child process each time: it fails after three attempts, the queue continues (files)", limit=60)
def poison_files(site):
    return poison(site)


def poison(site):
    site.start("scheduler")
    site.worker(processes=2)
    site.enqueue_writes(10)
    with measure_recovery() as stopwatch:
        site.enqueue_crash(1000)
        site.enqueue_writes(10, first=10)
        wait_until(lambda: site.count_jobs("done") == 20 and site.count_jobs("failed") == 1, 120)
    (crashed,) = [job for job in site.jobs() if job["kind"] == "crash"]
    assert crashed["attempt"] == 3
    assert "died 3 times" in crashed["error"]
    assert [number for _, number, _, _ in site.runs()].count(1000) == 3
    invariants.check(site, failed=1)
    return stopwatch.seconds
