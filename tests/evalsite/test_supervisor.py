import os
import signal
import sys
import time

import pytest

from evalsite.supervisor.child import Child
from evalsite.supervisor.lock import Lock
from evalsite.supervisor.stack import Stack, in_background
from face.errors import InputError
from tests.evalsite.jobs.processes import wait_until

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def stack(tmp_path, settings):
    """Give a stack of one sleeping child, and what the child says."""
    settings.STATE = tmp_path
    said = []
    stack = Stack(port=None, log=lambda name, line: said.append(line))
    stack.children.append(Child("sleeper", SLEEP, os.environ, stack.log))
    stack.said = said
    yield stack
    stack.stop()


def test_a_child_that_ends_by_itself_is_started_again(stack):
    in_background(stack)
    wait_until(lambda: "up" in stack.said)
    os.kill(stack.children[0].process.pid, signal.SIGKILL)
    wait_until(lambda: stack.said.count("up") == 2)


def test_a_stack_that_stops_starts_nothing_again(stack):
    in_background(stack)
    child = stack.children[0]
    stack.stop()
    time.sleep(0.7)
    assert child.process.poll() is not None
    assert stack.said.count("up") <= 1


def test_a_child_that_cannot_start_is_given_up(tmp_path):
    child = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, lambda *_: None)
    with pytest.raises(InputError, match=r"broken can't be kept running \(exit code 3\)"):
        wait_until(child.keep_alive)


def test_the_lock_names_its_holder(tmp_path):
    first, second = Lock(tmp_path), Lock(tmp_path)
    first.take()
    first.tell("http://localhost:8000")
    with pytest.raises(InputError, match=f"process {os.getpid()}, http://localhost:8000"):
        second.take()
    first.release()
    second.take()
    second.release()
