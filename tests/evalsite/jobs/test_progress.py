"""What a terminal shows of jobs."""

import io

import pytest
from rich.console import Console

from evalsite.jobs.models import Job, State
from evalsite.jobs.progress import JobProgress, progress_bars
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen():
    return io.StringIO()


@pytest.fixture
def progress(screen):
    with progress_bars(Console(file=screen, width=120)) as shown:
        yield shown


def job(title, kind="note", **fields):
    made = enqueue(kind, {"title": title}, title=title)
    Job.objects.filter(pk=made.pk).update(**fields)


def tasks(progress):
    return {task.description: (task.completed, task.total) for task in progress.tasks}


def test_a_clip_is_one_bar_through_all_its_jobs(progress):
    board = JobProgress(progress, {"joint-1 × hello": 2})
    job("note joint-1 × hello", state=State.RUNNING, progress=0.5)
    assert board.show(Job.objects.all())
    assert tasks(progress) == {"all": (0.5, 2), "joint-1 × hello": (0.5, 2)}
    Job.objects.update(state=State.DONE)
    job("nap joint-1 × hello", kind="nap", state=State.RUNNING, progress=0.25)
    board.show(Job.objects.all())
    assert tasks(progress) == {"all": (1.25, 2), "joint-1 × hello": (1.25, 2)}


def test_a_clip_is_told_of_once_when_it_is_done(progress, screen):
    board = JobProgress(progress, {"joint-1 × hello": 2})
    job("note joint-1 × hello", state=State.DONE)
    board.show(Job.objects.all())
    assert "✓" not in screen.getvalue()
    job("nap joint-1 × hello", kind="nap", state=State.DONE)
    for _ in range(2):
        assert not board.show(Job.objects.all())
    assert screen.getvalue().count("✓ joint-1 × hello") == 1
    assert tasks(progress) == {"all": (2, 2)}


def test_a_failure_is_told_with_its_step_and_its_reason(progress, screen):
    board = JobProgress(progress, {"joint-1 × hello": 2})
    job("note joint-1 × hello", state=State.FAILED, error="hello [1] has no sound")
    assert not board.show(Job.objects.all())
    assert "✗ note joint-1 × hello  hello [1] has no sound" in screen.getvalue()
    assert board.failed


def test_what_is_tried_again_is_told_of_again(progress, screen):
    board = JobProgress(progress)
    job("note hello", state=State.FAILED)
    board.show(Job.objects.all())
    Job.objects.update(state=State.QUEUED)
    assert board.show(Job.objects.all())
    Job.objects.update(state=State.DONE)
    board.show(Job.objects.all())
    assert "✗ note hello" in screen.getvalue()
    assert "✓ hello" in screen.getvalue()
    assert not board.failed


def test_who_waits_in_vain_is_told_what_is_missing(progress):
    board = JobProgress(progress)
    job("note hello")
    board.show(Job.objects.all())
    assert progress.tasks[0].fields["message"] == "1 waiting for a worker (manage.py worker)"
    job("note other", state=State.RUNNING)
    board.show(Job.objects.all())
    assert progress.tasks[0].fields["message"] == "1 waiting"


def test_nothing_to_wait_for_is_all_of_it(progress):
    assert not JobProgress(progress).show(Job.objects.none())
    assert tasks(progress) == {"all": (1, 1)}


def test_workers_that_do_something_else_are_workers_all_the_same(progress):
    job("ours")
    board, ours = JobProgress(progress), Job.objects.filter(title="ours")
    board.show(ours)
    assert progress.tasks[0].fields["message"] == "1 waiting for a worker (manage.py worker)"
    job("theirs", state=State.RUNNING)
    board.show(ours)
    assert progress.tasks[0].fields["message"] == "1 waiting"
