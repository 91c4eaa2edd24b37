"""What a child said, however it ended, in one line."""

import pytest

from evalsite.doctor import diagnostics
from evalsite.doctor.diagnostics import child, installed


@pytest.mark.parametrize(
    ("program", "well", "said"),
    [
        ("print('loading'); print('Mesa 24')", True, "Mesa 24"),
        ("print('fine'); raise SystemExit('no display')", False, "no display"),
        ("import os; os.kill(os.getpid(), 9)", False, "it ended with code -9 without a word"),
        ("", True, "it ended with code 0 without a word"),
    ],
)
def test_the_last_line_of_a_child(program, well, said):
    assert child("-c", program) == (well, said)


def test_a_child_that_never_ends_is_waited_for_only_so_long(monkeypatch):
    monkeypatch.setattr(diagnostics, "PATIENCE", 0.3)
    assert child("-c", "import time; time.sleep(60)") == (False, "no answer within 0 s")


def test_what_is_installed_is_found_without_loading_it():
    assert installed("antigravity")
    assert not installed("no_such_module_at_all")
