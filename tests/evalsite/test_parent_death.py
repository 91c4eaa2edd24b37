"""A child process ends with its parent, even if that is killed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalsite.parent_death import terminate_with_parent
from tests.evalsite.jobs.processes import wait_until

CHILD = """
import sys, time
from evalsite.parent_death import terminate_with_parent
terminate_with_parent(int(sys.argv[1]))
print("alive", flush=True)
time.sleep(60)
"""
PARENT = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}, str(os.getpid())], stdout=subprocess.PIPE, text=True)
print(child.stdout.readline().strip(), child.pid, flush=True)
sys.stdin.read()
"""
ROOT = Path(__file__).parents[2]


def test_a_child_ends_when_its_parent_is_killed():
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as parent:
        word, pid = parent.stdout.readline().split()
        assert word == "alive"
        parent.kill()
    wait_until(lambda: not is_running(pid), 60)


def test_a_child_whose_parent_has_already_died_ends_at_once():
    done = subprocess.run([sys.executable, "-c", CHILD, "1"], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (-15, b"")


def test_without_a_parent_nothing_happens(monkeypatch):
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("killed itself"))
    terminate_with_parent(None)


def is_running(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
