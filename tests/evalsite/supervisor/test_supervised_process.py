"""One child: given up if it never started, started later and later if it once ran."""

import os
import sys

import pytest

from evalsite.supervisor import supervised_process
from evalsite.supervisor.supervised_process import SupervisedProcess
from face.errors import InputError
from tests.evalsite.jobs.processes import wait_until


def test_a_child_that_cannot_start_is_given_up(tmp_path):
    supervised_process = SupervisedProcess(
        "broken", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, lambda *_: None
    )
    with pytest.raises(InputError, match=r"broken can't be kept running \(exit code 3\)"):
        wait_until(supervised_process.keep_alive)


def test_a_child_that_ran_once_is_started_later_and_later_but_never_given_up(monkeypatch):
    clock, said = [0.0], []
    monkeypatch.setattr(supervised_process.time, "monotonic", lambda: clock[0])
    flaky = SupervisedProcess("flaky", [sys.executable, "-c", ""], os.environ, lambda _, line: said.append(line))

    def ends_after(seconds):
        flaky.process.wait()
        clock[0] += seconds
        flaky.keep_alive()

    ends_after(60)
    assert flaky.rests_until == clock[0]
    for pause in (1, 2, 4, 8, 16, 30, 30):
        clock[0] = flaky.rests_until
        flaky.keep_alive()
        assert flaky.rests_until is None
        ends_after(0.1)
        assert flaky.rests_until == pytest.approx(clock[0] + pause)
        flaky.keep_alive()
        assert flaky.process.poll() is not None
    assert "starting it in 30 s" in said[-1]
