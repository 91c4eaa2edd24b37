"""Daily chores: done at the start and once a day, and again soon if they fail."""

import pytest

from evalsite.jobs import periodic_tasks


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that a test sets, and no chores but its own."""
    now = [1000.0]
    monkeypatch.setattr(periodic_tasks, "_done", {})
    monkeypatch.setattr(periodic_tasks.time, "monotonic", lambda: now[0])
    return now


def test_a_chore_is_done_at_the_start_and_once_a_day(clock):
    done = []
    periodic_tasks.register_daily_task(lambda: done.append(clock[0]))
    for clock[0] in (1000.0, 1020.0, 1000.0 + periodic_tasks.DAY_SECONDS, 1020.0 + periodic_tasks.DAY_SECONDS):
        periodic_tasks.run_due_tasks()
    assert done == [1000.0, 1000.0 + periodic_tasks.DAY_SECONDS]


def test_a_chore_that_fails_is_due_again(clock):
    tries = []

    def chore():
        tries.append(clock[0])
        if len(tries) == 1:
            raise ZeroDivisionError

    periodic_tasks.register_daily_task(chore)
    for _ in range(3):
        periodic_tasks.run_due_tasks()
    assert len(tries) == 2


def test_a_chore_that_fails_is_logged_and_keeps_no_other_from_being_done(clock, caplog):
    done = []
    periodic_tasks.register_daily_task(lambda: 1 / 0)
    periodic_tasks.register_daily_task(lambda: done.append("next"))
    for _ in range(2):
        periodic_tasks.run_due_tasks()
    assert done == ["next"]
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * 2
