"""Workers that are killed, stopped or told to end: each job's effect comes exactly once, and nothing is lost."""

import os
import signal

import pytest

from tests.evalsite.jobs.processes import wait_until


def test_a_killed_child_s_job_is_done_by_another(site):
    site.start("worker", "render")
    job = site.enqueue("nap", seconds=1.5)
    os.kill(pid_of(site.wait_for_line("begun")), signal.SIGKILL)
    site.wait_for_line("done")
    assert wait_until(lambda: site.job(job)["state"] == "done")
    assert site.job(job)["attempt"] == 2
    assert [line.split()[0] for line in site.lines()] == ["begun", "begun", "done"]


@pytest.mark.slow
def test_a_killed_worker_s_job_is_done_by_the_next_one(site):
    worker = site.start("worker", "render")
    site.start("scheduler")
    job = site.enqueue("nap", seconds=1.5)
    site.wait_for_line("begun")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    site.start("worker", "render")
    site.wait_for_line("done")
    assert wait_until(lambda: site.job(job)["state"] == "done")
    assert site.job(job)["attempt"] == 2


@pytest.mark.slow
def test_a_job_that_kills_its_child_fails_and_the_queue_goes_on(site):
    site.start("worker", "analysis")
    poison = site.enqueue("die")
    after = site.enqueue("note", number=5)
    assert wait_until(lambda: site.job(after)["state"] == "done", 60)
    assert wait_until(lambda: site.job(poison)["state"] == "failed", 60)
    assert site.lines().count("died") == 3
    assert "died 3 times" in site.job(poison)["error"]


@pytest.mark.slow
def test_a_worker_that_sleeps_past_its_lease_writes_no_more(site):
    zombie = site.start("worker", "render")
    site.start("scheduler")
    job = site.enqueue("nap", seconds=3)
    first = pid_of(site.wait_for_line("begun"))
    os.killpg(zombie.pid, signal.SIGSTOP)
    site.start("worker", "render")
    site.wait_for_line("done", 40)
    os.killpg(zombie.pid, signal.SIGCONT)
    done = wait_until(lambda: (found := site.job(job))["state"] == "done" and found)
    assert done["attempt"] == 2
    assert pid_of(site.wait_for_line("done")) != first


def test_a_worker_told_to_end_gives_its_lease_back(site):
    worker = site.start("worker", "render")
    job = site.enqueue("nap", seconds=60)
    site.wait_for_line("begun")
    worker.terminate()
    worker.wait(10)
    assert (site.job(job)["state"], site.job(job)["attempt"]) == ("queued", 0)


def pid_of(line):
    return int(line.split()[1])
