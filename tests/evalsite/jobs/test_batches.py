"""What failed in a batch and why, and another try for all of it."""

import pytest

from evalsite.jobs.batches import NO_REASON, failures_by_reason, retry_all
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db

FULL = "the disk is full"
DEAF = "lips.wav has no sound"


def failed(number, error):
    job = enqueue("note", {"number": number}, title=f"note {number}", batch="mine")
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, error=error)
    return Job.objects.get(pk=job.pk)


def test_each_reason_is_told_once_the_most_frequent_first():
    for number, error in enumerate((DEAF, FULL, FULL)):
        failed(number, error)
    found = failures_by_reason(Job.objects.all())
    assert [(each.reason, [job.title for job in each.jobs]) for each in found] == [
        (FULL, ["note 1", "note 2"]),
        (DEAF, ["note 0"]),
    ]


def test_a_failure_without_words_points_to_the_log():
    failed(1, "")
    assert [each.reason for each in failures_by_reason(Job.objects.all())] == [NO_REASON]


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.DONE, State.CANCELLED])
def test_what_did_not_fail_is_no_failure(state):
    failed(1, FULL)
    Job.objects.update(state=state)
    assert failures_by_reason(Job.objects.all()) == []


def test_failures_are_those_of_the_jobs_asked_about():
    failed(1, FULL)
    assert failures_by_reason(Job.objects.filter(batch="yours")) == []


def test_all_wait_again_and_their_old_reasons_are_gone():
    jobs = [failed(number, FULL) for number in range(3)]
    assert retry_all(jobs) == []
    assert set(Job.objects.values_list("state", "error", "attempt")) == {(State.QUEUED, "", 0)}


def test_one_that_cannot_be_tried_again_is_named_and_stops_no_other():
    first, last = failed(1, FULL), failed(3, FULL)
    done = failed(2, "")
    Job.objects.filter(pk=done.pk).update(state=State.DONE)
    (sentence,) = retry_all([first, done, last])
    assert sentence == "note 2 is done; only failed or cancelled jobs can be retried"
    assert set(Job.objects.filter(state=State.QUEUED)) == {first, last}


def test_work_that_was_asked_for_again_meanwhile_is_not_done_twice():
    old = failed(1, FULL)
    enqueue("note", {"number": 1})
    (sentence,) = retry_all([old])
    assert sentence == "note 1: the same work is already waiting or running"
    assert Job.objects.active().count() == 1
