import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection

from evalsite.jobs import database_retry, lease
from evalsite.jobs.database_retry import is_database_unavailable, retry_while_database_unavailable
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.runner import run_job

pytestmark = pytest.mark.django_db(transaction=True)

AWAY = OperationalError("server closed the connection unexpectedly")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(database_retry, "PAUSE", 0.01)


def failing(times, work, error=AWAY):
    """Let a function fail so often before it does its work."""
    left = [error] * times

    def wrapped(*args):
        if left:
            raise left.pop()
        return work(*args)

    return wrapped


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (AWAY, True),
        (InterfaceError("connection already closed"), True),
        (OperationalError("database is locked"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError("no such table: jobs_job"), False),
        (DataError("value too long"), False),
        (IntegrityError("duplicate key"), False),
        (RuntimeError("knee hurts"), False),
    ],
)
def test_what_may_pass_is_told_from_what_will_not(error, answer):
    assert is_database_unavailable(error) is answer


def test_patience_ends_with_the_databases_return_and_takes_a_fresh_connection():
    before = connection.connection
    assert retry_while_database_unavailable(failing(3, Job.objects.count)) == 0
    assert connection.connection is not before or before is None


def test_patience_has_an_end(monkeypatch):
    monkeypatch.setattr(database_retry, "PATIENCE", 0.05)
    with pytest.raises(OperationalError):
        retry_while_database_unavailable(failing(1000, lambda: None))


def test_an_error_that_will_not_pass_is_not_waited_for():
    calls = []

    def write():
        calls.append(1)
        raise DataError("value too long")

    with pytest.raises(DataError):
        retry_while_database_unavailable(write)
    assert calls == [1]


@pytest.mark.parametrize("step", ["claim", "finish", "recover"])
def test_a_database_that_is_away_for_a_moment_costs_a_job_nothing(monkeypatch, step, tmp_path):
    job = enqueue("note", {"log": str(tmp_path / "log")})
    monkeypatch.setattr(lease, step, failing(2, getattr(lease, step)))
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 1)
    assert len((tmp_path / "log").read_text().splitlines()) == 1


def test_a_failure_is_recorded_as_soon_as_the_database_is_back(monkeypatch):
    job = enqueue("refuse", {})
    monkeypatch.setattr(lease, "fail", failing(2, lease.fail))
    run_job(job.pk)
    assert Job.objects.get().state == State.FAILED


def test_an_answer_that_got_lost_makes_no_second_effect(monkeypatch):
    job = enqueue("note", {"next": {"number": 2}})
    real, lost = lease.finish, [AWAY]

    def finish(*args):
        closed = real(*args)
        if lost:
            raise lost.pop()
        return closed

    monkeypatch.setattr(lease, "finish", finish)
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == State.DONE
    assert Job.objects.count() == 2


def test_what_publishing_does_with_the_output_is_forgotten_when_it_is_done_again():
    job = enqueue("greedy", {})
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.output) == (State.DONE, {"turns": [1, 2]})


def test_a_handler_that_finds_the_database_away_is_tried_again_but_not_for_ever():
    job = enqueue("disconnected", {})
    for state in (State.QUEUED, State.QUEUED, State.FAILED):
        run_job(job.pk)
        job.refresh_from_db()
        assert job.state == state
    assert job.attempt == 3
    assert "server closed the connection" in job.error
