"""manage.py jobs, cancel, retry and worker: what they print and how they end."""

import json

import pytest
from django.core.management import call_command

from evalsite.jobs import command_output
from evalsite.jobs.management.commands.worker import celery_arguments
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.runner import run_job

pytestmark = pytest.mark.django_db


def run(command, *words):
    with pytest.raises(SystemExit) as end:
        call_command(command, *words)
    return end.value.code


def test_jobs_as_json(capsys):
    job = enqueue("note", {"number": 1}, batch="b")
    assert run("jobs", "--json") == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert (result["id"], result["state"], result["spec"]) == (str(job.pk), "queued", {"number": 1})


def test_cancel_and_retry_by_id_prefix(capsys):
    job = enqueue("note", {})
    call_command("cancel", str(job.pk)[:8])
    assert run("cancel", str(job.pk)[:8]) == 2
    assert "already cancelled" in capsys.readouterr().err
    call_command("retry", str(job.pk)[:8])
    assert Job.objects.get().state == State.QUEUED


def test_a_worker_for_an_unknown_queue_is_refused(capsys):
    assert run("worker", "juggling") == 2
    assert "unknown queue 'juggling'" in capsys.readouterr().err


def test_jobs_can_be_filtered_by_state(capsys):
    enqueue("note", {"number": 1})
    run_job(enqueue("input_error", {}).pk)
    run("jobs", "--json", "--state", "failed")
    assert [job["kind"] for job in json.loads(capsys.readouterr().out)] == ["input_error"]


def test_jobs_of_one_state_are_listed_but_not_followed(capsys):
    assert run("jobs", "--follow", "--state", "failed") == 2
    assert "leave out --state" in capsys.readouterr().err


def test_a_batch_can_be_cancelled_and_retried(capsys):
    for number in range(3):
        enqueue("note", {"number": number}, batch="mine")
    other = enqueue("note", {"number": 9})
    call_command("cancel", "--batch", "mine")
    assert set(Job.objects.filter(state=State.QUEUED)) == {other}
    call_command("retry", "--batch", "mine")
    assert not Job.objects.retryable().exists()
    assert "3 jobs are waiting for a worker" in capsys.readouterr().out


def test_an_unknown_batch_is_an_error(capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("jobs", "--batch", "nope", "--wait")
    assert stopped.value.code == 2
    assert "there is no batch 'nope'" in capsys.readouterr().err


def test_retry_without_selection_or_with_an_unknown_batch_is_refused(capsys):
    assert run("retry") == 2
    assert "give job ids" in capsys.readouterr().err
    assert run("cancel", "--batch", "none") == 2
    assert "there is no batch 'none'" in capsys.readouterr().err


def test_retry_wait_exits_with_1_if_a_job_fails_again(monkeypatch):
    job = enqueue("input_error", {})
    run_job(job.pk)
    monkeypatch.setattr(command_output.time, "sleep", lambda _: run_job(job.pk))
    assert run("retry", "--all", "--wait") == 1


def test_the_limit_keeps_the_newest_jobs(capsys):
    for number in range(3):
        enqueue("note", {"number": number}, title=f"note {number}")
    run("jobs", "--json", "--limit", "2")
    assert [job["title"] for job in json.loads(capsys.readouterr().out)] == ["note 2", "note 1"]


def test_retry_names_refused_jobs_after_retrying_the_others(capsys):
    first, other = (enqueue("input_error", {"number": number}, title=f"input_error {number}") for number in range(2))
    run_job(first.pk)
    assert run("retry", str(first.pk), str(other.pk)) == 2
    printed = capsys.readouterr()
    assert printed.out == "1 jobs are waiting for a worker\n"
    assert "input_error 1 is waiting; only failed or cancelled jobs can be retried" in printed.err


def test_train_workers_are_replaced_after_each_job_others_after_fifty():
    assert "--max-tasks-per-child=1" in celery_arguments(["train"], 1)
    words = celery_arguments(["features", "train"], 3)
    assert {"--max-tasks-per-child=50", "--queues=features,train", "--concurrency=3"} <= set(words)
