"""A list of jobs: for a person without the markup that a title may seem to hold, for a program complete."""

import io
import json

import pytest
from rich.console import Console

from evalsite.jobs.command_output import job_as_dict, job_table
from evalsite.jobs.models import Job, State

pytestmark = pytest.mark.django_db


def job(**values):
    return Job.objects.create(kind="note", queue="analysis", spec={"number": 1}, spec_digest="1", **values)


def rendered_table(jobs):
    screen = io.StringIO()
    Console(file=screen, width=120).print(job_table(jobs))
    return screen.getvalue()


def test_a_row_shows_title_and_progress():
    new_job = job(title="animate [bold]joint-1[/bold]", state=State.RUNNING, progress=0.375, message="frame 3")
    _, line = rendered_table([new_job]).splitlines()
    assert line.split() == [str(new_job.pk)[:8], "animate", "[bold]joint-1[/bold]", "running", "38%", "frame", "3"]


def test_a_failed_job_shows_its_error():
    line = rendered_table([job(title="t", state=State.FAILED, message="frame 3", error="the disk is full")])
    assert "the disk is full" in line
    assert "frame 3" not in line


def test_a_row_shows_the_id_prefix():
    new_job = job(title="t")
    assert rendered_table([new_job]).splitlines()[1].split()[0] == str(new_job.pk)[:8]


def test_job_as_dict_is_json_without_the_fence():
    new_job = Job.objects.get(pk=job(title="t", output={"digest": "7"}, batch="mine").pk)
    result = json.loads(json.dumps(job_as_dict(new_job)))
    assert (result["id"], result["batch"], result["output"]) == (str(new_job.pk), "mine", {"digest": "7"})
    assert (result["spec"], result["created"], result["finished"]) == ({"number": 1}, new_job.created.isoformat(), None)
    assert "fence" not in result
