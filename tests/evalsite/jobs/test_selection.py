"""How a command's user names jobs: by id, by how an id begins, by batch, or all."""

import argparse

import pytest

from evalsite.jobs import selection
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from face.errors import InputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs():
    """Give a failed and a waiting job of one batch, and a failed one of none."""
    made = [enqueue("note", {"number": number}, batch=batch) for number, batch in enumerate(("mine", "mine", ""))]
    for job in (made[0], made[2]):
        Job.objects.filter(pk=job.pk).update(state=State.FAILED)
    return made


def select(*words):
    parser = argparse.ArgumentParser()
    selection.add_selection_arguments(parser, "failed")
    return set(selection.selected_jobs(Job.objects.retryable(), vars(parser.parse_args(words))))


def test_a_batch_holds_only_what_is_meant(jobs):
    assert select("--batch", "mine") == {jobs[0]}


def test_all_that_is_meant(jobs):
    assert select("--all") == {jobs[0], jobs[2]}


def test_an_id_names_any_job_be_it_meant_or_not(jobs):
    assert select(str(jobs[0].pk), str(jobs[1].pk)[:13]) == {jobs[0], jobs[1]}


def test_a_batch_of_which_none_is_meant_is_empty_but_known(jobs):
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
def test_what_names_nothing_is_refused(jobs, words, sentence):
    with pytest.raises(InputError, match=sentence):
        select(*words)


def test_how_two_ids_begin_names_neither():
    for number, end in enumerate("12"):
        Job.objects.create(pk=f"abcdef00-0000-4000-8000-00000000000{end}", kind="note", spec={}, spec_digest=number)
    with pytest.raises(InputError, match="2 jobs have an id that begins with 'ABC'"):
        select("ABC")
    (found,) = select("ABCDEF00-0000-4000-8000-000000000002")
    assert found.spec_digest == "1"
