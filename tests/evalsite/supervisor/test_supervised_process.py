"""Restarts of a process: none if it never started, with increasing delays if it once ran."""

import os
import sys

import pytest

from evalsite.supervisor import supervised_process
from evalsite.supervisor.supervised_process import SupervisedProcess
from face.errors import InputError
from tests.evalsite.jobs.processes import wait_until


def test_a_process_that_cannot_start_is_an_error(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    broken = SupervisedProcess("broken", command, os.environ, lambda *_: None)
    with pytest.raises(InputError, match=r"can't keep the broken running \(exit code 3\)"):
        wait_until(broken.restart_if_ended)


def test_a_process_that_ran_once_is_restarted_with_increasing_delays(monkeypatch):
    clock, lines = [0.0], []
    monkeypatch.setattr(supervised_process.time, "monotonic", lambda: clock[0])
    flaky = SupervisedProcess("flaky", [sys.executable, "-c", ""], os.environ, lambda _, line: lines.append(line))

    def ends_after(seconds):
        flaky.process.wait()
        clock[0] += seconds
        flaky.restart_if_ended()

    ends_after(60)
    assert flaky.restart_at == clock[0]
    for delay in (1, 2, 4, 8, 16, 30, 30):
        clock[0] = flaky.restart_at
        flaky.restart_if_ended()
        assert flaky.restart_at is None
        ends_after(0.1)
        assert flaky.restart_at == pytest.approx(clock[0] + delay)
        flaky.restart_if_ended()
        assert flaky.process.poll() is not None
    assert "restarting in 30 s" in lines[-1]
