import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from evalsite import processes
from evalsite.jobs import lease
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import cancel, enqueue

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_one_of_eight_threads_claims_a_job():
    jobs = [enqueue("note", {"number": number}) for number in range(5)]
    barrier = Barrier(8)

    def claim_all():
        try:
            barrier.wait(10)
            return [job.pk for job in jobs if lease.claim(job.pk)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        claimed = [pk for future in [pool.submit(claim_all) for _ in range(8)] for pk in future.result()]
    assert sorted(claimed) == sorted(job.pk for job in jobs)
    assert set(Job.objects.values_list("attempt", "fence")) == {(1, 1)}


def test_the_lease_expires_by_the_databases_clock(settings):
    settings.JOBS_LEASE = 60.0
    claim = lease.claim(enqueue("note", {}).pk)
    left = claim.queryset.get().lease_until - timezone.now()
    assert timedelta(seconds=55) < left <= timedelta(seconds=61)


def test_only_waiting_jobs_can_be_claimed():
    job = enqueue("note", {})
    for state in set(State) - {State.QUEUED}:
        Job.objects.update(state=state)
        assert lease.claim(job.pk) is None


def test_a_stale_fence_writes_nothing():
    job = enqueue("note", {"next": {"number": 2}})
    stale = lease.claim(job.pk)
    expire()
    assert lease.recover_lost_jobs(Job.objects.all()) == [job]
    fresh = lease.claim(job.pk)
    assert not lease.renew(stale, 0.5, "stale")
    assert not lease.finish(stale, {"from": "stale"})
    assert not lease.fail(stale, "gave up")
    assert Job.objects.count() == 1
    assert lease.finish(fresh, {"from": "fresh"})
    job.refresh_from_db()
    assert (job.output, job.attempt, job.state) == ({"from": "fresh"}, 2, State.DONE)


def test_a_cancelled_job_cannot_be_finished():
    job = enqueue("note", {})
    claim = lease.claim(job.pk)
    cancel(job)
    assert not lease.finish(claim, {})


def test_a_follow_up_job_belongs_to_the_same_batch():
    job = enqueue("note", {"next": {"number": 2}}, batch="demo")
    lease.finish(lease.claim(job.pk), {})
    assert Job.objects.filter(batch="demo").count() == 2


def test_jobs_of_running_workers_are_not_recovered():
    claim = lease.claim(enqueue("note", {}).pk)
    assert lease.recover_lost_jobs(Job.objects.all()) == []
    assert claim.queryset.exists()


def test_after_three_lost_attempts_the_job_fails(tmp_path):
    job = enqueue("note", {"log": str(tmp_path / "log")})
    for _ in range(lease.MAX_ATTEMPTS):
        assert lease.claim(job.pk)
        expire()
        lease.recover_lost_jobs(Job.objects.all())
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "died 3 times" in job.error
    assert "failure hook: its worker died" in (tmp_path / "log").read_text()


@pytest.fixture
def dead_child(monkeypatch):
    """Have leases claimed by a child of ours that is dead."""
    monkeypatch.setattr(processes, "current_process", lambda: f"{processes.children_prefix()}999999999/1")


def test_a_dead_process_on_this_machine_loses_its_lease_at_once(dead_child):
    job = enqueue("note", {})
    lease.claim(job.pk)
    assert lease.recover_lost_jobs(Job.objects.all()) == [job]
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.QUEUED, 1)


def test_stopping_a_worker_costs_its_jobs_no_attempt(dead_child):
    job = enqueue("note", {})
    lease.claim(job.pk)
    lease.requeue_jobs_of_dead_children()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.QUEUED, 0)


def test_a_worker_requeues_only_the_jobs_of_its_own_dead_children(monkeypatch):
    machine, ours = (
        processes.children_prefix().split("/")[0],
        f"{processes.children_prefix()}{os.getpid()}/1",
    )
    for name in (processes.current_process(), f"{machine}/1/999999999/1", ours):
        monkeypatch.setattr(processes, "current_process", lambda name=name: name)
        lease.claim(enqueue("note", {"owner": name}).pk)
    lease.requeue_jobs_of_dead_children()
    assert [job.spec["owner"] for job in Job.objects.filter(state=State.QUEUED)] == [
        f"{processes.children_prefix()}{os.getpid()}/1"
    ]


def test_a_lease_renewed_after_it_was_seen_expired_is_valid(monkeypatch):
    claim = lease.claim(enqueue("note", {}).pk)
    expire()
    seen = lease.lost_jobs(Job.objects.all())
    assert lease.renew(claim, 0.5, "slow")
    monkeypatch.setattr(lease, "lost_jobs", lambda _: seen)
    assert lease.recover_lost_jobs(Job.objects.all()) == []
    assert claim.queryset.exists()


def test_a_job_is_requeued_until_its_last_attempt():
    job = enqueue("note", {})
    for state in (State.QUEUED, State.QUEUED, State.FAILED):
        claim = lease.claim(job.pk)
        lease.retry_or_fail(claim, "the database slept")
        job.refresh_from_db()
        assert job.state == state
        assert not lease.retry_or_fail(claim, "again")
    assert job.error.startswith("the database slept; that was attempt 3")


def test_a_process_elsewhere_keeps_its_lease():
    assert not processes.has_exited("another-machine:pid:[1]/1/1/1")
    assert not processes.has_exited(processes.current_process())
    assert processes.has_exited(f"{processes.current_process().rpartition('/')[0]}/another-start")


def expire():
    Job.objects.running().update(lease_until=timezone.now() - timedelta(seconds=1))
