from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.jobs import throughput
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def job(number, state, *, started_ago=0.0, took=0.0, progress=0.0, kind="sleep"):
    """Create a job that started so many seconds ago."""
    new_job = enqueue(kind, {"number": number})
    started = timezone.now() - timedelta(seconds=started_ago)
    ended = {"finished": started + timedelta(seconds=took)} if took else {}
    Job.objects.filter(pk=new_job.pk).update(state=state, started=started, progress=progress, **ended)


def test_the_time_left_is_estimated_from_finished_jobs_and_shared_by_the_workers():
    job(1, State.DONE, started_ago=100, took=8)
    job(2, State.DONE, started_ago=100, took=12)
    job(3, State.RUNNING)
    job(4, State.RUNNING)
    job(5, State.QUEUED)
    (queue,) = throughput.queue_statuses(Job.objects.all())
    assert (queue.name, queue.waiting, queue.running, queue.recently_done, queue.seconds_per_job) == (
        "render",
        1,
        2,
        2,
        10,
    )
    assert throughput.seconds_left([queue]) == pytest.approx(15)


def test_a_job_with_progress_is_estimated_by_its_own_pace():
    job(1, State.RUNNING, started_ago=300, progress=0.75)
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) == pytest.approx(100, abs=30)


def test_the_time_left_is_unknown_before_the_first_job_is_done_and_without_workers():
    job(1, State.RUNNING)
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) is None
    Job.objects.update(state=State.QUEUED)
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) is None
    assert throughput.seconds_left([]) is None


def test_the_slowest_queue_decides():
    job(1, State.DONE, started_ago=100, took=8)
    job(2, State.DONE, started_ago=100, took=40, kind="note")
    job(3, State.RUNNING)
    job(4, State.RUNNING, kind="note")
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) == pytest.approx(40)


def test_old_jobs_do_not_count():
    job(1, State.DONE, started_ago=4000, took=8)
    assert throughput.queue_statuses(Job.objects.all()) == []
