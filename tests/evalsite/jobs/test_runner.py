import errno
import os
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from evalsite.jobs import heartbeat, lease
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import cancel, enqueue
from evalsite.jobs.runner import describe_error, run_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_heartbeat(monkeypatch):
    monkeypatch.setattr(heartbeat, "TICK_SECONDS", 0.05)


def outcome(kind, **spec):
    job = enqueue(kind, spec)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_enqueues_the_next():
    job = outcome("note", number=3, next={"number": 4})
    assert (job.state, job.output, job.progress, job.attempt) == (State.DONE, {"number": 3}, 1, 1)
    assert job.created <= job.started <= job.finished <= timezone.now()
    assert Job.objects.exclude(pk=job.pk).get().spec == {"number": 4}


def test_a_job_runs_once_even_if_its_message_arrives_twice(tmp_path):
    job = outcome("note", log=str(tmp_path / "log"))
    run_job(job.pk)
    assert len((tmp_path / "log").read_text().splitlines()) == 1


def test_an_input_error_fails_the_job_with_its_message(tmp_path):
    job = outcome("input_error", log=str(tmp_path / "log"))
    assert (job.state, job.error) == (State.FAILED, "lips.wav has no sound; record it again")
    assert (tmp_path / "log").read_text() == "failure hook: lips.wav has no sound; record it again\n"


def test_an_unexpected_error_fails_the_job_and_logs_a_traceback(caplog):
    job = outcome("unexpected_error")
    assert (job.state, job.attempt) == (State.FAILED, 1)
    assert job.error.startswith("RuntimeError: unexpected")
    assert "Traceback" in caplog.text


def test_an_error_while_publishing_rolls_back():
    job = outcome("publish_error")
    assert (job.state, job.output) == (State.FAILED, None)
    assert "publishing failed" in job.error
    assert Job.objects.count() == 1


def test_an_unknown_kind_fails():
    job = enqueue("note", {})
    Job.objects.update(kind="encode")
    run_job(job.pk)
    assert "unknown job kind 'encode'" in Job.objects.get().error


def test_a_job_longer_than_its_limit_is_stopped(tmp_path):
    job = outcome("exceed_time_limit", seconds=20, log=str(tmp_path / "log"))
    assert job.state == State.FAILED
    assert "took longer" in job.error
    assert "done" not in (tmp_path / "log").read_text()


def test_a_running_job_saves_progress_and_can_be_cancelled(tmp_path):
    job = enqueue("sleep", {"seconds": 20, "log": str(tmp_path / "log")})
    thread = in_thread(run_job, job.pk)
    seen = wait_until(lambda: Job.objects.filter(pk=job.pk, progress__gt=0, message="sleeping").first())
    assert cancel(seen)
    thread.join(30)
    assert not thread.is_alive()
    job.refresh_from_db()
    assert (job.state, job.output) == (State.CANCELLED, None)


def test_a_lease_shorter_than_the_job_is_renewed(settings):
    settings.JOBS_LEASE, settings.JOBS_HEARTBEAT = 0.6, 0.1
    job = enqueue("sleep", {"seconds": 2})
    thread = in_thread(run_job, job.pk)
    while thread.is_alive():
        assert lease.recover_lost_jobs(Job.objects.all()) == []
        time.sleep(0.1)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 1)


def in_thread(work, *args):
    def run():
        try:
            work(*args)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_until(found, seconds=30):
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return answer


def chained(error, *, cause=None, context=None):
    error.__cause__, error.__context__ = cause, context
    return error


DISK_FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/store/work/x")


@pytest.mark.parametrize(
    "error",
    [
        DISK_FULL,
        OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
        RuntimeError("ffmpeg ended with 228: Error writing trailer: No space left on device"),
        chained(RuntimeError("could not save"), cause=DISK_FULL),
        chained(RuntimeError("could not save"), context=chained(ValueError("x"), cause=DISK_FULL)),
    ],
)
def test_a_full_disk_is_recognised_anywhere_in_the_exception_chain(error):
    assert describe_error(error).startswith("the disk is full")
    assert "try again" in describe_error(error)


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), ValueError("3"), RuntimeError("full")])
def test_other_errors_are_shown_with_their_type(error):
    assert describe_error(error).startswith(f"{type(error).__name__}: {error}")
    assert "\n" not in describe_error(error)
