import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from evalsite.jobs import heartbeat, lease
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import cancel, enqueue
from evalsite.jobs.runner import run_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(heartbeat, "TICK", 0.05)


def outcome(kind, **spec):
    job = enqueue(kind, spec)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_done_and_leads_to_the_next():
    job = outcome("note", number=3, next={"number": 4})
    assert (job.state, job.output, job.progress, job.attempt) == (State.DONE, {"number": 3}, 1, 1)
    assert job.created <= job.started <= job.finished <= timezone.now()
    assert Job.objects.exclude(pk=job.pk).get().spec == {"number": 4}


def test_a_message_that_comes_twice_does_nothing_twice(tmp_path):
    job = outcome("note", log=str(tmp_path / "log"))
    run_job(job.pk)
    assert len((tmp_path / "log").read_text().splitlines()) == 1


def test_wrong_input_fails_with_its_own_sentence(tmp_path):
    job = outcome("refuse", log=str(tmp_path / "log"))
    assert (job.state, job.error) == (State.FAILED, "lips.wav has no sound; record it again")
    assert (tmp_path / "log").read_text() == "failure hook: lips.wav has no sound; record it again\n"


def test_any_other_error_fails_with_a_sentence_and_a_traceback_in_the_log(caplog):
    job = outcome("stumble")
    assert (job.state, job.attempt) == (State.FAILED, 1)
    assert job.error.startswith("RuntimeError: knee hurts")
    assert "Traceback" in caplog.text


def test_an_error_while_publishing_leaves_no_row_behind():
    job = outcome("unpublishable")
    assert (job.state, job.output) == (State.FAILED, None)
    assert "no room for the row" in job.error
    assert Job.objects.count() == 1


def test_a_kind_that_this_worker_does_not_know_fails():
    job = enqueue("note", {})
    Job.objects.update(kind="juggle")
    run_job(job.pk)
    assert "no kind of job called 'juggle'" in Job.objects.get().error


def test_a_job_longer_than_its_limit_is_stopped(tmp_path):
    job = outcome("dawdle", seconds=20, log=str(tmp_path / "log"))
    assert job.state == State.FAILED
    assert "took longer" in job.error
    assert "done" not in (tmp_path / "log").read_text()


def test_progress_is_written_while_the_job_runs_and_cancel_ends_it(tmp_path):
    job = enqueue("nap", {"seconds": 20, "log": str(tmp_path / "log")})
    thread = in_thread(run_job, job.pk)
    seen = until(lambda: Job.objects.filter(pk=job.pk, progress__gt=0, message="asleep").first())
    assert cancel(seen)
    thread.join(5)
    assert not thread.is_alive()
    job.refresh_from_db()
    assert (job.state, job.output) == (State.CANCELLED, None)


def test_the_heart_keeps_a_lease_that_is_shorter_than_the_job(settings):
    settings.JOBS_LEASE, settings.JOBS_HEARTBEAT = 0.6, 0.1
    job = enqueue("nap", {"seconds": 2})
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


def until(found, seconds=10):
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return answer
