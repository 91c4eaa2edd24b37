from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.jobs import lease, reconcile
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(monkeypatch):
    """Stand in for the broker: what was sent, and how long each queue is."""
    sent, lengths = [], {}
    monkeypatch.setattr(reconcile, "send", sent.append)
    monkeypatch.setattr(reconcile, "length", lambda queue: lengths.get(queue, 0))
    return sent, lengths


def long_ago():
    return timezone.now() - timedelta(minutes=5)


def test_a_lost_job_waits_again_and_a_worker_is_woken(broker):
    job = enqueue("note", {})
    lease.claim(job.pk)
    Job.objects.update(lease_until=long_ago())
    reconcile.once()
    assert broker[0] == [job]
    assert Job.objects.get().state == State.QUEUED


def test_a_forgotten_job_is_sent_again_once(broker):
    job = enqueue("note", {})
    reconcile.once()
    assert broker[0] == []
    Job.objects.update(sent=long_ago())
    reconcile.once()
    reconcile.once()
    assert broker[0] == [job]


def test_what_still_lies_in_its_queue_is_not_forgotten(broker):
    enqueue("note", {})
    Job.objects.update(sent=long_ago())
    broker[1]["analysis"] = 1
    reconcile.once()
    assert broker[0] == []
