"""Daily tasks run at the start and once a day, and again soon if they fail."""

import pytest

from evalsite.jobs import scheduler


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that a test sets, and no tasks but its own."""
    now = [1000.0]
    monkeypatch.setattr(scheduler, "_last_runs", {})
    monkeypatch.setattr(scheduler.time, "monotonic", lambda: now[0])
    return now


def test_a_task_runs_at_the_start_and_once_a_day(clock):
    runs = []
    scheduler.register_daily_task(lambda: runs.append(clock[0]))
    for clock[0] in (1000.0, 1020.0, 1000.0 + scheduler.DAY_SECONDS, 1020.0 + scheduler.DAY_SECONDS):
        scheduler.run_due_tasks()
    assert runs == [1000.0, 1000.0 + scheduler.DAY_SECONDS]


def test_a_task_that_fails_is_due_again(clock):
    runs = []

    def task():
        runs.append(clock[0])
        if len(runs) == 1:
            raise ZeroDivisionError

    scheduler.register_daily_task(task)
    for _ in range(3):
        scheduler.run_due_tasks()
    assert len(runs) == 2


def test_a_task_that_fails_is_logged_and_does_not_stop_the_others(clock, caplog):
    runs = []
    scheduler.register_daily_task(lambda: 1 / 0)
    scheduler.register_daily_task(lambda: runs.append("next"))
    for _ in range(2):
        scheduler.run_due_tasks()
    assert runs == ["next"]
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * 2
