from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from evalsite.jobs import lease, process_identity, worker_status
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def test_who_does_a_job_is_seen_with_it():
    held = lease.claim(enqueue("note", {}, title="render hello").pk)
    (worker,) = worker_status.recent_workers()
    assert process_identity.current_process().startswith(f"{worker.machine}:")
    assert [job.title for job in worker.jobs] == ["render hello"]
    assert abs((timezone.now() - worker.heard).total_seconds()) < 5
    assert not worker.is_silent
    lease.finish(held, {})
    (worker,) = worker_status.recent_workers()
    assert (worker.jobs, worker.done, worker.heard) == ([], 1, None)


def test_children_of_one_worker_are_one_worker_and_machines_are_told_apart():
    owners = ["a:boot:ns/10/11/1", "a:boot:ns/10/12/1", "a:boot:ns/20/21/1", "b:boot:ns/10/11/1"]
    for number, name in enumerate(owners):
        job = enqueue("note", {"number": number})
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, lease_owner=name, started=timezone.now())
    assert [(each.machine, each.process, len(each.jobs)) for each in worker_status.recent_workers()] == [
        ("a", "10", 2),
        ("a", "20", 1),
        ("b", "10", 1),
    ]


def test_a_silent_worker_shows_when_it_was_last_heard():
    lease.claim(enqueue("note", {}).pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=100))
    (worker,) = worker_status.recent_workers()
    silent = (timezone.now() - worker.heard).total_seconds()
    assert silent == pytest.approx(100 + settings.JOBS_LEASE, abs=5)
    assert worker.is_silent


def test_who_did_nothing_for_long_is_not_seen():
    lease.finish(lease.claim(enqueue("note", {}).pk), {})
    Job.objects.update(finished=timezone.now() - timedelta(hours=1))
    assert worker_status.recent_workers() == []
