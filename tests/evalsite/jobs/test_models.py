"""The job table: what the words of the query set mean, and that the same work is not there twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from evalsite.jobs.models import Job, State

pytestmark = pytest.mark.django_db


def job(state, *, digest="", **values):
    return Job.objects.create(kind="note", spec={}, spec_digest=digest or state, title=state, state=state, **values)


@pytest.fixture
def job_per_state():
    return {state: job(state) for state in State}


def titles(jobs):
    return {str(job) for job in jobs}


def test_state_sets_match_their_names(job_per_state):
    assert titles(Job.objects.active()) == {"queued", "running"}
    assert titles(Job.objects.running()) == {"running"}
    assert titles(Job.objects.retryable()) == {"failed", "cancelled"}
    for job_row in job_per_state.values():
        assert job_row.is_active == (job_row in Job.objects.active())
        assert job_row.is_retryable == (job_row in Job.objects.retryable())


@pytest.mark.parametrize("second", [State.QUEUED, State.RUNNING])
def test_the_same_spec_has_one_active_job(second):
    for state in (State.DONE, State.FAILED, State.FAILED, State.QUEUED):
        job(state, digest="same")
    with pytest.raises(IntegrityError):
        job(second, digest="same")


def test_display_order_is_running_then_waiting_then_latest():
    now = timezone.now()
    for title, state, ago in (("old", State.DONE, 60), ("late", State.FAILED, 1), ("middle", State.CANCELLED, 30)):
        job(state, finished=now - timedelta(seconds=ago), digest=title)
        Job.objects.filter(spec_digest=title).update(title=title)
    for state in (State.QUEUED, State.RUNNING):
        job(state)
    assert [str(each) for each in Job.objects.in_display_order()] == ["running", "queued", "late", "middle", "old"]


def test_state_changed():
    now = timezone.now()
    began, ended = now - timedelta(minutes=5), now - timedelta(minutes=1)
    assert job(State.RUNNING, started=began).state_changed == began
    assert job(State.DONE, started=began, finished=ended).state_changed == ended
    waiting = job(State.QUEUED, started=began)
    assert waiting.state_changed == waiting.created
