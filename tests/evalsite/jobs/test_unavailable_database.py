import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection

from evalsite import database
from evalsite.database import is_database_unavailable, retry_while_database_unavailable
from evalsite.jobs import lease
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.runner import run_job

pytestmark = pytest.mark.django_db(transaction=True)

UNAVAILABLE = OperationalError("server closed the connection unexpectedly")


@pytest.fixture(autouse=True)
def fast_retries(monkeypatch):
    monkeypatch.setattr(database, "RETRY_INTERVAL_SECONDS", 0.01)


def failing(times, work, error=UNAVAILABLE):
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
        (UNAVAILABLE, True),
        (InterfaceError("connection already closed"), True),
        (OperationalError("database is locked"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError("no such table: jobs_job"), False),
        (DataError("value too long"), False),
        (IntegrityError("duplicate key"), False),
        (RuntimeError("unexpected"), False),
    ],
)
def test_which_errors_mean_an_unavailable_database(error, answer):
    assert is_database_unavailable(error) is answer


def test_retries_end_when_the_database_is_back_and_use_a_new_connection():
    before = connection.connection
    assert retry_while_database_unavailable(failing(3, Job.objects.count)) == 0
    assert connection.connection is not before or before is None


def test_retries_end_after_a_while(monkeypatch):
    monkeypatch.setattr(database, "DATABASE_RETRY_SECONDS", 0.05)
    with pytest.raises(OperationalError):
        retry_while_database_unavailable(failing(1000, lambda: None))


def test_other_errors_are_not_retried():
    calls = []

    def write():
        calls.append(1)
        raise DataError("value too long")

    with pytest.raises(DataError):
        retry_while_database_unavailable(write)
    assert calls == [1]


@pytest.mark.parametrize("step", ["claim", "finish", "recover_lost_jobs"])
def test_a_job_survives_an_unavailable_database(monkeypatch, step, tmp_path):
    job = enqueue("note", {"log": str(tmp_path / "log")})
    monkeypatch.setattr(lease, step, failing(2, getattr(lease, step)))
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 1)
    assert len((tmp_path / "log").read_text().splitlines()) == 1


def test_a_failure_is_recorded_as_soon_as_the_database_is_back(monkeypatch):
    job = enqueue("input_error", {})
    monkeypatch.setattr(lease, "fail", failing(2, lease.fail))
    run_job(job.pk)
    assert Job.objects.get().state == State.FAILED


def test_a_lost_answer_has_no_second_effect(monkeypatch):
    job = enqueue("note", {"next": {"number": 2}})
    real, lost = lease.finish, [UNAVAILABLE]

    def finish(*args):
        closed = real(*args)
        if lost:
            raise lost.pop()
        return closed

    monkeypatch.setattr(lease, "finish", finish)
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).state == State.DONE
    assert Job.objects.count() == 2


def test_a_repeated_publish_gets_an_unchanged_output():
    job = enqueue("mutate_output", {})
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.output) == (State.DONE, {"turns": [1, 2]})


def test_a_handler_that_finds_the_database_unavailable_is_retried_up_to_the_last_attempt():
    job = enqueue("database_error", {})
    for state in (State.QUEUED, State.QUEUED, State.FAILED):
        run_job(job.pk)
        job.refresh_from_db()
        assert job.state == state
    assert job.attempt == 3
    assert "server closed the connection" in job.error
