"""The whole program as a user starts it: one terminal, one Ctrl-C."""

import os
import re
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from tests.evalsite.jobs.processes import fresh_place, site, wait_until

__all__ = ["fresh_place", "site"]


def test_up_serves_works_refuses_a_second_and_ends(site):
    up = site.start("up", "--port", "0")
    url = wait_until(lambda: re.search(r"Facestudy: (http://localhost:\d+)", site.output("up")), 40)[1]
    link = wait_until(lambda: re.search(r"Sign in .*: (http\S+)", site.output("up")), 5)[1]
    assert link.startswith(url)
    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.status == 200
    assert "already runs" in site.manage("up", "--port", "auto", code=2)
    assert site.manage("signin_link").startswith(f"{url}/sign-in/")
    job = site.enqueue("nap", seconds=60)
    site.wait_for_line("begun")
    children = group_of(up.pid)
    assert len(children) >= 4
    began = time.monotonic()
    up.send_signal(signal.SIGINT)
    assert up.wait(12) == 130
    assert time.monotonic() - began < 10
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert (site.job(job)["state"], site.job(job)["attempt"]) == ("queued", 0)


def test_a_port_in_use_is_one_sentence_and_leaves_nothing_behind(site):
    with site.listener() as port:
        said = site.manage("up", "--port", str(port), code=2)
    assert said.count("\n") == 1
    assert f"port {port}" in said
    assert "--port auto" in said


def test_a_killed_worker_is_started_again_and_goes_on(site):
    up = site.start("up", "--port", "auto")
    wait_until(lambda: "Ctrl-C ends it" in site.output("up"), 40)
    job = site.enqueue("nap", seconds=1)
    os.kill(worker_of(int(site.wait_for_line("begun").split()[1])), signal.SIGKILL)
    wait_until(lambda: "ended by itself (exit code -9)" in site.output("up"), 10)
    wait_until(lambda: site.job(job)["state"] == "done", 30)
    assert site.job(job)["attempt"] == 2
    up.terminate()
    assert up.wait(12) == 130


@pytest.mark.slow
def test_when_up_itself_is_killed_nothing_stays_behind(site):
    up = site.start("up", "--port", "auto")
    wait_until(lambda: "Ctrl-C ends it" in site.output("up"), 40)
    children = group_of(up.pid)
    up.kill()
    up.wait()
    wait_until(lambda: not [pid for pid in children if Path(f"/proc/{pid}").exists()], 15)


def worker_of(child):
    return int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])


def group_of(parent):
    """Return the process ids of all descendants."""
    found, new = set(), {parent}
    while new:
        children = {int(pid) for path in new for pid in children_of(path)}
        new = children - found
        found |= new
    return found


def children_of(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]
