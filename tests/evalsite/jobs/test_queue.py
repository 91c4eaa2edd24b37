import pytest
from django.db import transaction
from kombu.exceptions import OperationalError as KombuError

from evalsite.jobs import queue
from evalsite.jobs.models import Job, State
from evalsite.jobs.registry import KILL_GRACE_SECONDS
from face.errors import InputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent_jobs(monkeypatch):
    messages = []
    monkeypatch.setattr(queue, "send_message", messages.append)
    return messages


def test_the_message_is_sent_after_the_commit(sent_jobs, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = queue.enqueue("note", {"number": 1}, title="note one", batch="b")
        assert not sent_jobs
    assert sent_jobs == [job]
    assert (job.title, job.batch, job.state) == ("note one", "b", State.QUEUED)


def test_the_job_is_rolled_back_with_the_callers_transaction(sent_jobs):
    with transaction.atomic():
        queue.enqueue("note", {})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not sent_jobs


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_enqueueing_the_same_spec_returns_the_active_job(state):
    first = queue.enqueue("note", {"a": 1, "b": 2})
    Job.objects.update(state=state)
    assert queue.enqueue("note", {"b": 2, "a": 1}) == first
    assert queue.enqueue("note", {"a": 1, "b": 3}) != first
    assert queue.enqueue("sleep", {"a": 1, "b": 2}) != first


def test_an_ended_job_can_be_enqueued_again():
    first = queue.enqueue("note", {})
    Job.objects.update(state=State.DONE)
    assert queue.enqueue("note", {}) != first


def test_an_unknown_kind_is_named():
    with pytest.raises(InputError, match=r"'encode'.*mutate_output, note"):
        queue.enqueue("encode", {})


def test_cancel_ends_a_job_once_and_runs_the_failure_hook(tmp_path):
    job = queue.enqueue("note", {"log": str(tmp_path / "log")})
    assert queue.cancel(job)
    assert not queue.cancel(job)
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert (tmp_path / "log").read_text() == "failure hook: cancelled\n"


def test_retry_resets_the_attempts(sent_jobs, django_capture_on_commit_callbacks):
    job = queue.enqueue("note", {})
    Job.objects.update(state=State.FAILED, attempt=3, error="broken")
    with django_capture_on_commit_callbacks(execute=True):
        queue.retry(job)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == (State.QUEUED, 0, "")
    assert sent_jobs == [job]


def test_retry_refuses_active_jobs():
    job = queue.enqueue("note", {})
    with pytest.raises(InputError, match="is waiting; only"):
        queue.retry(job)
    queue.cancel(job)
    queue.enqueue("note", {})
    with pytest.raises(InputError, match="the same work is already"):
        queue.retry(job)


@pytest.mark.parametrize("error", [KombuError("refused"), OSError(28, "No space left on device")])
def test_an_unavailable_broker_is_not_contacted_during_backoff(monkeypatch, error):
    attempted = []

    def fail_to_send(job):
        attempted.append(job)
        raise error

    monkeypatch.setattr(queue, "send_message", fail_to_send)
    monkeypatch.setattr(queue, "_broker_backoff", queue.BrokerBackoff())
    jobs = [queue.enqueue("note", {"number": number}) for number in range(3)]
    for job in jobs:
        queue.notify_worker(job)
    assert attempted == jobs[:1]
    monkeypatch.setattr(queue, "_broker_backoff", queue.BrokerBackoff())
    queue.notify_worker(jobs[1])
    assert attempted == jobs[:2]


def test_the_message_has_the_hard_time_limit(monkeypatch):
    from evalsite.celery import app  # noqa: PLC0415 - Django is set up first

    sent_jobs = []
    monkeypatch.setattr(app, "send_task", lambda name, **options: sent_jobs.append(options))
    job = queue.enqueue("exceed_time_limit", {})
    queue.send_message(job)
    assert sent_jobs == [{"args": [str(job.pk)], "queue": "analysis", "time_limit": 1.0 + KILL_GRACE_SECONDS}]
