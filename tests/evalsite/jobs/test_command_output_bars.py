"""Progress bars and result lines of jobs, and waiting for jobs."""

import io

import pytest
from rich.console import Console

from evalsite.jobs.command_output import JobProgress, progress_bars
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def output():
    return io.StringIO()


@pytest.fixture
def display(output):
    with progress_bars(Console(file=output, width=120)) as shown:
        yield shown


def job(title, kind="note", **fields):
    new_job = enqueue(kind, {"title": title}, title=title)
    Job.objects.filter(pk=new_job.pk).update(**fields)


def tasks(display):
    return {task.description: (task.completed, task.total) for task in display.tasks}


def test_consecutive_jobs_of_a_clip_share_one_bar(display):
    progress = JobProgress(display, {"joint-1 × hello": 2})
    job("note joint-1 × hello", state=State.RUNNING, progress=0.5)
    assert progress.update(Job.objects.all())
    assert tasks(display) == {"all": (0.5, 2), "joint-1 × hello": (0.5, 2)}
    Job.objects.update(state=State.DONE)
    job("sleep joint-1 × hello", kind="sleep", state=State.RUNNING, progress=0.25)
    progress.update(Job.objects.all())
    assert tasks(display) == {"all": (1.25, 2), "joint-1 × hello": (1.25, 2)}


def test_a_clip_is_reported_once_when_all_its_jobs_are_done(display, output):
    progress = JobProgress(display, {"joint-1 × hello": 2})
    job("note joint-1 × hello", state=State.DONE)
    progress.update(Job.objects.all())
    assert "✓" not in output.getvalue()
    job("sleep joint-1 × hello", kind="sleep", state=State.DONE)
    for _ in range(2):
        assert not progress.update(Job.objects.all())
    assert output.getvalue().count("✓ joint-1 × hello") == 1
    assert tasks(display) == {"all": (2, 2)}


def test_a_failure_is_reported_with_step_and_reason(display, output):
    progress = JobProgress(display, {"joint-1 × hello": 2})
    job("note joint-1 × hello", state=State.FAILED, error="hello [1] has no sound")
    assert not progress.update(Job.objects.all())
    assert "✗ note joint-1 × hello  hello [1] has no sound" in output.getvalue()
    assert progress.has_failed


def test_a_retried_job_is_reported_again(display, output):
    progress = JobProgress(display)
    job("note hello", state=State.FAILED)
    progress.update(Job.objects.all())
    Job.objects.update(state=State.QUEUED)
    assert progress.update(Job.objects.all())
    Job.objects.update(state=State.DONE)
    progress.update(Job.objects.all())
    assert "✗ note hello" in output.getvalue()
    assert "✓ hello" in output.getvalue()
    assert not progress.has_failed


def test_a_missing_worker_is_pointed_out(display):
    progress = JobProgress(display)
    job("note hello")
    progress.update(Job.objects.all())
    assert display.tasks[0].fields["message"] == "1 waiting for a worker (manage.py worker)"
    job("note other", state=State.RUNNING)
    progress.update(Job.objects.all())
    assert display.tasks[0].fields["message"] == "1 waiting"


def test_without_jobs_the_bar_is_full(display):
    assert not JobProgress(display).update(Job.objects.none())
    assert tasks(display) == {"all": (1, 1)}


def test_workers_busy_with_other_jobs_count_as_workers(display):
    job("ours")
    progress, ours = JobProgress(display), Job.objects.filter(title="ours")
    progress.update(ours)
    assert display.tasks[0].fields["message"] == "1 waiting for a worker (manage.py worker)"
    job("theirs", state=State.RUNNING)
    progress.update(ours)
    assert display.tasks[0].fields["message"] == "1 waiting"
