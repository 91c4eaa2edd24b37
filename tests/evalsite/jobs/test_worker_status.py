from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from evalsite import processes
from evalsite.jobs import lease, worker_status
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def test_a_worker_is_listed_with_its_jobs():
    before = timezone.now() - timedelta(seconds=1)
    claim = lease.claim(enqueue("note", {}, title="render hello").pk)
    (worker,) = worker_status.recent_workers()
    assert processes.current_process().startswith(f"{worker.machine}:")
    assert [job.title for job in worker.running_jobs] == ["render hello"]
    assert before <= worker.last_heartbeat <= timezone.now() + timedelta(seconds=1)
    assert not worker.is_unresponsive
    lease.finish(claim, {})
    (worker,) = worker_status.recent_workers()
    assert (worker.running_jobs, worker.recently_ended, worker.last_heartbeat) == ([], 1, None)


def test_children_of_a_worker_count_as_one_per_machine():
    owners = ["a:boot:ns/10/11/1", "a:boot:ns/10/12/1", "a:boot:ns/20/21/1", "b:boot:ns/10/11/1"]
    for number, name in enumerate(owners):
        job = enqueue("note", {"number": number})
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, lease_owner=name, started=timezone.now())
    assert [(each.machine, each.process, len(each.running_jobs)) for each in worker_status.recent_workers()] == [
        ("a", "10", 2),
        ("a", "20", 1),
        ("b", "10", 1),
    ]


def test_a_worker_without_heartbeats_is_unresponsive():
    lease.claim(enqueue("note", {}).pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=100))
    (worker,) = worker_status.recent_workers()
    silence = (timezone.now() - worker.last_heartbeat).total_seconds()
    assert silence == pytest.approx(100 + settings.JOBS_LEASE, abs=30)
    assert worker.is_unresponsive


def test_a_worker_without_recent_jobs_is_not_listed():
    lease.finish(lease.claim(enqueue("note", {}).pk), {})
    Job.objects.update(finished=timezone.now() - timedelta(hours=1))
    assert worker_status.recent_workers() == []
