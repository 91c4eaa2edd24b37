"""All processes together: one that ends by itself is restarted, but not while stopping."""

import os
import signal
import sys
import time

import pytest

from evalsite.supervisor.supervised_process import SupervisedProcess
from evalsite.supervisor.supervisor import POLL_SECONDS, Supervisor
from tests.evalsite.jobs.processes import wait_until

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


@pytest.fixture
def output():
    """Give the lines that the process has written."""
    return []


@pytest.fixture
def supervisor(tmp_path, settings, output):
    """Give a supervisor of one sleeping process."""
    settings.STATE = tmp_path
    supervisor = Supervisor(port=None, log=lambda name, line: output.append(line))
    supervisor.processes.append(SupervisedProcess("sleeper", SLEEP, os.environ, supervisor.log))
    yield supervisor
    supervisor.stop()


def test_a_process_that_ends_by_itself_is_restarted(supervisor, output):
    supervisor.watch_in_background()
    wait_until(lambda: "up" in output)
    os.kill(supervisor.processes[0].process.pid, signal.SIGKILL)
    wait_until(lambda: output.count("up") == 2)


def test_a_stopped_supervisor_restarts_nothing(supervisor, output):
    supervisor.watch_in_background()
    sleeper = supervisor.processes[0]
    supervisor.stop()
    time.sleep(POLL_SECONDS + 0.2)
    assert sleeper.process.poll() is not None
    assert output.count("up") <= 1
