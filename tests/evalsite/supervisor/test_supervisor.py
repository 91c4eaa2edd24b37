"""All children together: what ends by itself is started again, but nothing once all is to end."""

import os
import signal
import sys
import time

import pytest

from evalsite.supervisor.supervised_process import SupervisedProcess
from evalsite.supervisor.supervisor import Supervisor, in_background
from tests.evalsite.jobs.processes import wait_until

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def stack(tmp_path, settings):
    """Give a stack of one sleeping child, and what the child says."""
    settings.STATE = tmp_path
    said = []
    stack = Supervisor(port=None, log=lambda name, line: said.append(line))
    stack.children.append(SupervisedProcess("sleeper", SLEEP, os.environ, stack.log))
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
