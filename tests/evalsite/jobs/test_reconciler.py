from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.jobs import lease, reconciler
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(monkeypatch):
    """Stand in for the broker: what was sent, and how long each queue is."""
    sent, lengths = [], {}
    monkeypatch.setattr(reconciler, "send", sent.append)
    monkeypatch.setattr(reconciler, "length", lambda queue: lengths.get(queue, 0))
    return sent, lengths


def long_ago():
    return timezone.now() - timedelta(minutes=5)


def test_a_lost_job_waits_again_and_a_worker_is_woken(broker):
    job = enqueue("note", {})
    lease.claim(job.pk)
    Job.objects.update(lease_until=long_ago())
    reconciler.reconcile()
    assert broker[0] == [job]
    assert Job.objects.get().state == State.QUEUED


def test_a_forgotten_job_is_sent_again_once(broker):
    job = enqueue("note", {})
    reconciler.reconcile()
    assert broker[0] == []
    Job.objects.update(sent=long_ago())
    reconciler.reconcile()
    reconciler.reconcile()
    assert broker[0] == [job]


def test_what_still_lies_in_its_queue_is_not_forgotten(broker):
    enqueue("note", {})
    Job.objects.update(sent=long_ago())
    broker[1]["analysis"] = 1
    reconciler.reconcile()
    assert broker[0] == []


def test_a_message_that_was_overtaken_is_sent_again_although_its_queue_is_full(broker):
    lost, later, last = (enqueue("note", {"number": number}) for number in range(3))
    for minutes, job in ((5, lost), (4, later), (3, last)):
        Job.objects.filter(pk=job.pk).update(sent=timezone.now() - timedelta(minutes=minutes))
    broker[1]["analysis"] = 1
    reconciler.reconcile()
    assert broker[0] == []
    lease.claim(later.pk)
    reconciler.reconcile()
    reconciler.reconcile()
    assert broker[0] == [lost]


def test_what_was_begun_before_it_was_sent_last_overtakes_nobody(broker):
    waits, retried = enqueue("note", {"number": 1}), enqueue("note", {"number": 2})
    Job.objects.update(sent=long_ago())
    lease.claim(retried.pk)
    Job.objects.filter(pk=retried.pk).update(state=State.CANCELLED, sent=timezone.now() + timedelta(seconds=1))
    broker[1]["analysis"] = 1
    reconciler.reconcile()
    assert broker[0] == []
    assert waits.state == State.QUEUED


def test_a_lease_that_nobody_renews_is_watched_closely(settings):
    settings.JOBS_RECONCILE, settings.JOBS_LEASE = 20.0, 60.0
    assert reconciler.seconds_until_next_run() == 20
    lease.claim(enqueue("note", {}).pk)
    assert reconciler.seconds_until_next_run() == 20
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=15))
    assert reconciler.seconds_until_next_run() == 2


def test_work_that_nobody_does_any_more_is_removed(broker, state, monkeypatch):
    folder = state / "store" / "work" / "of-a-dead-one"
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"half")
    reconciler.reconcile()
    assert folder.exists()
    monkeypatch.setattr(reconciler, "LEFT_BEHIND", -1)
    reconciler.reconcile()
    assert not folder.exists()
