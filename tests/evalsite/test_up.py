"""The whole program as a user starts it: one terminal, one Ctrl-C."""

import re
import signal
import time
import urllib.request
from pathlib import Path

from tests.evalsite.jobs.processes import fresh_place, site, wait_until

__all__ = ["fresh_place", "site"]


def test_up_serves_works_refuses_a_second_and_ends(site):
    up = site.start("up", "--port", "auto")
    url = wait_until(lambda: re.search(r"Facestudy: (http://localhost:\d+)", site.output("up")), 40)[1]
    link = wait_until(lambda: re.search(r"Sign in .*: (http\S+)", site.output("up")), 5)[1]
    assert link.startswith(url)
    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.status == 200
    assert "already runs" in site.manage("up", "--port", "auto", code=2)
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
