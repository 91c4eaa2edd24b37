"""One tick of the heartbeat at a time: what it saves, what it notices, and when it exits the process."""

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
    return enqueue("sleep", {"seconds": 1}, title="sleep")


@pytest.fixture
def ticker(job, clock):
    return Heartbeat(lease.claim(job.pk), time_limit=600.0)


def stored(job):
    return Job.objects.get(pk=job.pk)


def test_progress_is_saved_at_the_next_tick(ticker, job, clock):
    ticker.set_progress(0.25, "sleeping")
    assert stored(job).progress == 0
    clock[0] += 1
    ticker.tick()
    assert (stored(job).progress, stored(job).message) == (0.25, "sleeping")


def test_unchanged_progress_is_not_written_before_a_heartbeat_is_due(ticker, job, clock, settings):
    before = stored(job).lease_until
    clock[0] += settings.JOBS_HEARTBEAT - 1
    ticker.tick()
    assert stored(job).lease_until == before
    clock[0] += 1
    ticker.tick()
    assert stored(job).lease_until > before


def test_a_cancelled_job_stops_its_handler_at_the_next_progress_call(ticker, job):
    ticker.set_progress(0.1, "")
    cancel(stored(job))
    ticker.tick()
    with pytest.raises(LeaseLostError):
        ticker.set_progress(0.2, "")
    assert stored(job).progress == 0


def test_the_job_survives_a_database_error(ticker, job, monkeypatch, caplog):
    def unavailable(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(heartbeat, "close_old_connections", lambda: None)
    with monkeypatch.context() as patch:
        patch.setattr(lease, "renew", unavailable)
        ticker.set_progress(0.1, "")
        ticker.tick()
    assert ticker.lost_at is None
    assert "heartbeat" in caplog.text
    ticker.set_progress(0.2, "")
    ticker.tick()
    assert stored(job).progress == 0.2


def test_a_job_that_exceeds_its_time_limit_fails(ticker, job, clock):
    clock[0] += 601
    ticker.tick()
    assert stored(job).state == State.FAILED
    assert stored(job).error == "took longer than 10 minutes and was stopped; try again"
    assert ticker.lost_at == clock[0]


def test_the_process_exits_when_its_handler_does_not_stop(ticker, job, clock, monkeypatch):
    exit_codes = []
    monkeypatch.setattr(os, "_exit", exit_codes.append)
    cancel(stored(job))
    ticker.tick()
    for seconds in (heartbeat.STOP_GRACE_SECONDS, 1):
        assert exit_codes == []
        clock[0] += seconds
        ticker.tick()
    assert exit_codes == [1]
