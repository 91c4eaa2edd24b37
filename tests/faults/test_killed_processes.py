"""Workers that are killed, stopped or told to end: each job's effect comes exactly once, and nothing is lost."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.evalsite.jobs.processes import wait_until


def test_another_child_does_the_job_of_a_killed_one(site):
    job = site.enqueue("sleep", seconds=1.5)
    site.start("worker", "render")
    os.kill(pid_of(site.wait_for_line("started")), signal.SIGKILL)
    site.wait_for_line("done")
    assert wait_until(lambda: site.job(job)["state"] == "done")
    assert site.job(job)["attempt"] == 2
    assert [line.split()[0] for line in site.lines()] == ["started", "started", "done"]


@pytest.mark.parametrize("children", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_idle_children_can_be_killed_without_delay(site, children):
    worker = site.start("worker", "render", f"--processes={children}")
    first = site.enqueue("sleep", seconds=0.1)
    assert wait_until(lambda: site.job(first)["state"] == "done")
    time.sleep(0.5)
    for child in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)
    later = site.enqueue("sleep", seconds=0.1)
    assert wait_until(lambda: site.job(later)["state"] == "done")
    assert site.job(later)["attempt"] == 1


def test_a_terminated_worker_releases_its_lease(site):
    worker = site.start("worker", "render")
    job = site.enqueue("sleep", seconds=60)
    site.wait_for_line("started")
    worker.terminate()
    worker.wait(60)
    assert (site.job(job)["state"], site.job(job)["attempt"]) == ("queued", 0)


@pytest.mark.slow
def test_an_unresponsive_child_is_killed_by_its_worker(site):
    site.start("scheduler")
    site.start("worker", "render")
    job = site.enqueue("block_interpreter")
    after = site.enqueue("sleep", seconds=0.1)
    assert wait_until(lambda: site.job(job)["state"] == "failed", 60)
    assert "died 3 times" in site.job(job)["error"]
    assert wait_until(lambda: site.job(after)["state"] == "done")


def pid_of(line):
    return int(line.split()[1])
