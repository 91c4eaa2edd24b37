"""Running checks, and Python in a separate process."""

import pytest
from django.core import checks

from evalsite.doctor import diagnostics
from evalsite.doctor.diagnostics import is_installed, run_check, run_python


@pytest.mark.parametrize(
    ("script", "succeeded", "output"),
    [
        ("print('loading'); print('Mesa 24')", True, "Mesa 24"),
        ("print('fine'); raise SystemExit('no display')", False, "no display"),
        ("import os; os.kill(os.getpid(), 9)", False, "exit code -9 without output"),
        ("", True, "exit code 0 without output"),
    ],
)
def test_the_last_line_of_a_process(script, succeeded, output):
    assert run_python("-c", script) == (succeeded, output)


def test_a_process_that_does_not_end(monkeypatch):
    monkeypatch.setattr(diagnostics, "PYTHON_TIMEOUT_SECONDS", 0.3)
    assert run_python("-c", "import time; time.sleep(60)") == (False, "no answer within 0 s")


def test_an_installed_module_is_found_without_importing_it():
    assert is_installed("antigravity")
    assert not is_installed("no_such_module_at_all")


def test_a_check_that_raises_is_an_error():
    def broken():
        raise KeyError("what")

    result = run_check(broken)
    assert (result.level, result.msg) == (checks.ERROR, "the check broken failed: KeyError: 'what'")
