"""What failed in a batch and why, and another try for all of it."""

import argparse

import pytest

from evalsite.jobs import batches
from evalsite.jobs.batches import NO_REASON, failures_by_reason, retry_all
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from face.errors import InputError

pytestmark = pytest.mark.django_db

FULL = "the disk is full"
DEAF = "lips.wav has no sound"


def failed(number, error):
    job = enqueue("note", {"number": number}, title=f"note {number}", batch="mine")
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, error=error)
    return Job.objects.get(pk=job.pk)


def test_failures_are_grouped_by_reason_most_frequent_first():
    for number, error in enumerate((DEAF, FULL, FULL)):
        failed(number, error)
    result = failures_by_reason(Job.objects.all())
    assert [(each.reason, [job.title for job in each.jobs]) for each in result] == [
        (FULL, ["note 1", "note 2"]),
        (DEAF, ["note 0"]),
    ]


def test_a_failure_without_message_points_to_the_log():
    failed(1, "")
    assert [each.reason for each in failures_by_reason(Job.objects.all())] == [NO_REASON]


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.DONE, State.CANCELLED])
def test_only_failed_jobs_are_failures(state):
    failed(1, FULL)
    Job.objects.update(state=state)
    assert failures_by_reason(Job.objects.all()) == []


def test_failures_cover_the_given_jobs_only():
    failed(1, FULL)
    assert failures_by_reason(Job.objects.filter(batch="yours")) == []


def test_retry_all_requeues_jobs_and_clears_their_errors():
    jobs = [failed(number, FULL) for number in range(3)]
    assert retry_all(jobs) == []
    assert set(Job.objects.values_list("state", "error", "attempt")) == {(State.QUEUED, "", 0)}


def test_retry_all_names_refused_jobs_and_continues():
    first, last = failed(1, FULL), failed(3, FULL)
    done = failed(2, "")
    Job.objects.filter(pk=done.pk).update(state=State.DONE)
    (sentence,) = retry_all([first, done, last])
    assert sentence == "note 2 is done; only failed or cancelled jobs can be retried"
    assert set(Job.objects.filter(state=State.QUEUED)) == {first, last}


def test_retry_all_skips_work_that_was_enqueued_again():
    old = failed(1, FULL)
    enqueue("note", {"number": 1})
    (sentence,) = retry_all([old])
    assert sentence == "note 1: the same work is already waiting or running"
    assert Job.objects.active().count() == 1


@pytest.fixture
def jobs():
    """Give a failed and a waiting job of one batch, and a failed one of none."""
    enqueued = [enqueue("note", {"number": number}, batch=batch) for number, batch in enumerate(("mine", "mine", ""))]
    for job in (enqueued[0], enqueued[2]):
        Job.objects.filter(pk=job.pk).update(state=State.FAILED)
    return enqueued


def select(*words):
    parser = argparse.ArgumentParser()
    batches.add_selection_arguments(parser, "failed")
    return set(batches.selected_jobs(Job.objects.retryable(), vars(parser.parse_args(words))))


def test_a_batch_selects_candidates_only(jobs):
    assert select("--batch", "mine") == {jobs[0]}


def test_all_selects_every_candidate(jobs):
    assert select("--all") == {jobs[0], jobs[2]}


def test_an_id_selects_any_job(jobs):
    assert select(str(jobs[0].pk), str(jobs[1].pk)[:13]) == {jobs[0], jobs[1]}


def test_a_batch_without_candidates_is_empty(jobs):
    Job.objects.update(state=State.DONE)
    assert select("--batch", "mine") == set()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "give job ids"),
        (("--batch", "yours"), "there is no batch 'yours'"),
        (("zzz",), "0 jobs have an id that begins with 'zzz'"),
    ],
)
def test_unknown_ids_and_batches_are_refused(jobs, words, sentence):
    with pytest.raises(InputError, match=sentence):
        select(*words)


def test_an_ambiguous_id_prefix_is_refused():
    for number, end in enumerate("12"):
        Job.objects.create(pk=f"abcdef00-0000-4000-8000-00000000000{end}", kind="note", spec={}, spec_digest=number)
    with pytest.raises(InputError, match="2 jobs have an id that begins with 'ABC'"):
        select("ABC")
    (result,) = select("ABCDEF00-0000-4000-8000-000000000002")
    assert result.spec_digest == "1"
