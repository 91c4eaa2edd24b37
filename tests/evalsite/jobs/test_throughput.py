from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.jobs import throughput
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def job(number, state, *, began=0.0, took=0.0, progress=0.0, kind="nap"):
    """Write a job that began so many seconds ago."""
    made = enqueue(kind, {"number": number})
    started = timezone.now() - timedelta(seconds=began)
    ended = {"finished": started + timedelta(seconds=took)} if took else {}
    Job.objects.filter(pk=made.pk).update(state=state, started=started, progress=progress, **ended)


def test_time_left_comes_from_what_jobs_took_shared_by_those_at_work():
    job(1, State.DONE, began=100, took=8)
    job(2, State.DONE, began=100, took=12)
    job(3, State.RUNNING)
    job(4, State.RUNNING)
    job(5, State.QUEUED)
    (queue,) = throughput.queue_statuses(Job.objects.all())
    assert (queue.name, queue.waiting, queue.running, queue.done, queue.seconds) == ("render", 1, 2, 2, 10)
    assert throughput.seconds_left([queue]) == pytest.approx(15)


def test_a_job_that_tells_its_progress_is_judged_by_it():
    job(1, State.RUNNING, began=30, progress=0.75)
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) == pytest.approx(10, abs=1)


def test_nobody_knows_before_the_first_is_done_or_while_nobody_works():
    job(1, State.RUNNING)
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) is None
    Job.objects.update(state=State.QUEUED)
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) is None
    assert throughput.seconds_left([]) is None


def test_the_slowest_queue_decides():
    job(1, State.DONE, began=100, took=8)
    job(2, State.DONE, began=100, took=40, kind="note")
    job(3, State.RUNNING)
    job(4, State.RUNNING, kind="note")
    assert throughput.seconds_left(throughput.queue_statuses(Job.objects.all())) == pytest.approx(40)


def test_what_was_done_long_ago_is_no_throughput():
    job(1, State.DONE, began=4000, took=8)
    assert throughput.queue_statuses(Job.objects.all()) == []
