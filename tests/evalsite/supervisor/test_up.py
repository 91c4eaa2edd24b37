"""The whole program as a user starts it, in one terminal."""

import os
import re
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.evalsite.jobs.processes import site, site_template, wait_until

__all__ = ["site", "site_template"]


def test_up_serves_and_runs_jobs_refuses_a_second_instance_and_stops(site):
    up = site.start("up", "--port", "0")
    url = wait_until(lambda: re.search(r"Facestudy: (http://localhost:\d+)", site.output("up")), 90)[1]
    link = wait_until(lambda: re.search(r"Sign in .*: (http\S+)", site.output("up")), 30)[1]
    assert link.startswith(url)
    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.status == 200
    assert "already running" in site.manage("up", "--port", "auto", code=2)
    assert site.manage("signin_link").startswith(f"{url}/sign-in/")
    job = site.enqueue("sleep", seconds=60)
    site.wait_for_line("started")
    processes = descendants_of(up.pid)
    assert len(processes) >= 4
    up.send_signal(signal.SIGINT)
    assert up.wait(60) == 130
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]
    assert (site.job(job)["state"], site.job(job)["attempt"]) == ("queued", 0)


def test_a_port_in_use_is_one_sentence(site):
    with site.listener() as port:
        message = site.manage("up", "--port", str(port), code=2)
    assert message.count("\n") == 1
    assert f"port {port}" in message
    assert "--port auto" in message


@pytest.mark.slow
def test_a_killed_worker_is_restarted_and_continues(site):
    up = site.start("up", "--port", "auto")
    wait_until(lambda: "Ctrl-C stops it" in site.output("up"), 90)
    job = site.enqueue("sleep", seconds=1)
    os.kill(worker_of(int(site.wait_for_line("started").split()[1])), signal.SIGKILL)
    wait_until(lambda: "ended by itself (exit code -9)" in site.output("up"), 60)
    wait_until(lambda: site.job(job)["state"] == "done", 90)
    assert site.job(job)["attempt"] == 2
    up.terminate()
    assert up.wait(60) == 130


@pytest.mark.slow
def test_no_process_survives_when_up_is_killed(site):
    up = site.start("up", "--port", "auto")
    wait_until(lambda: "Ctrl-C stops it" in site.output("up"), 90)
    processes = descendants_of(up.pid)
    up.kill()
    up.wait()
    wait_until(lambda: not [pid for pid in processes if Path(f"/proc/{pid}").exists()], 60)


def worker_of(child):
    return int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])


def descendants_of(parent):
    """Return the process ids of all descendants."""
    result, new = set(), {parent}
    while new:
        children = {int(pid) for path in new for pid in children_of(path)}
        new = children - result
        result |= new
    return result


def children_of(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]
