"""One beat of the heart at a time: what it writes, what it notices, and when it ends the process."""

import os

import pytest
from django.db import OperationalError

from evalsite.jobs import heartbeat, lease
from evalsite.jobs.heartbeat import Heartbeat, LeaseLostError
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import cancel, enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def job():
    return enqueue("nap", {"seconds": 1}, title="a nap")


@pytest.fixture
def beating(job, clock):
    return Heartbeat(lease.claim(job.pk), limit=600.0)


def stored(job):
    return Job.objects.get(pk=job.pk)


def test_progress_is_written_at_the_next_beat(beating, job, clock):
    beating.report(0.25, "asleep")
    assert stored(job).progress == 0
    clock[0] += 1
    beating.tick()
    assert (stored(job).progress, stored(job).message) == (0.25, "asleep")


def test_a_quiet_handler_costs_no_write_before_a_heartbeat_is_due(beating, job, clock, settings):
    before = stored(job).lease_until
    clock[0] += settings.JOBS_HEARTBEAT - 1
    beating.tick()
    assert stored(job).lease_until == before
    clock[0] += 1
    beating.tick()
    assert stored(job).lease_until > before


def test_a_cancelled_job_ends_its_handler_at_the_next_report(beating, job):
    beating.report(0.1, "")
    cancel(stored(job))
    beating.tick()
    with pytest.raises(LeaseLostError):
        beating.report(0.2, "")
    assert stored(job).progress == 0


def test_a_database_that_is_away_for_a_moment_takes_nothing_away(beating, job, monkeypatch, caplog):
    def away(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(heartbeat, "close_old_connections", lambda: None)
    with monkeypatch.context() as broken:
        broken.setattr(lease, "renew", away)
        beating.report(0.1, "")
        beating.tick()
    assert beating.lost_at is None
    assert "heartbeat" in caplog.text
    beating.report(0.2, "")
    beating.tick()
    assert stored(job).progress == 0.2


def test_whoever_takes_too_long_fails_with_a_sentence(beating, job, clock):
    clock[0] += 601
    beating.tick()
    assert stored(job).state == State.FAILED
    assert stored(job).error == "took longer than 10 minutes and was stopped; try again"
    assert beating.lost_at == clock[0]


def test_a_handler_that_does_not_listen_is_left_with_its_process(beating, job, clock, monkeypatch):
    ended = []
    monkeypatch.setattr(os, "_exit", ended.append)
    cancel(stored(job))
    beating.tick()
    for seconds in (heartbeat.STOP_GRACE_SECONDS, 1):
        assert ended == []
        clock[0] += seconds
        beating.tick()
    assert ended == [1]
