import json
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from evalsite.jobs import watch
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.work import perform

pytestmark = pytest.mark.django_db


def run(command, *words):
    with pytest.raises(SystemExit) as end:
        call_command(command, *words)
    return end.value.code


@pytest.mark.django_db(transaction=True)
def test_wait_follows_a_batch_to_its_end(monkeypatch, capsys):
    first = enqueue("note", {"next": {"number": 2}}, batch="demo", title="the first")
    monkeypatch.setattr(watch, "PAUSE", 0.05)
    thread = threading.Thread(target=do_all)
    thread.start()
    assert watch.wait([first]) == 0
    thread.join()
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    assert "✓ the first" in capsys.readouterr().err


def do_all():
    try:
        while waiting := Job.objects.filter(state=State.QUEUED).last():
            perform(waiting.pk)
    finally:
        connection.close()


def test_wait_says_which_failed_and_why(capsys):
    job = enqueue("refuse", {}, title="animate [joint-1]")
    perform(job.pk)
    assert watch.wait([job]) == 1
    assert "✗ animate [joint-1] lips.wav has no sound" in " ".join(capsys.readouterr().err.split())


def test_an_interrupted_wait_leaves_the_jobs_alone(monkeypatch, capsys):
    def ctrl_c(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(watch.time, "sleep", ctrl_c)
    assert watch.wait([enqueue("note", {})]) == 130
    assert "The jobs go on" in capsys.readouterr().err
    assert Job.objects.get().state == State.QUEUED


def test_jobs_as_json(capsys):
    job = enqueue("note", {"number": 1}, batch="b")
    assert run("jobs", "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["id"], found["state"], found["spec"]) == (str(job.pk), "queued", {"number": 1})


def test_cancel_and_retry_by_the_beginning_of_an_id(capsys):
    job = enqueue("note", {})
    call_command("cancel", str(job.pk)[:8])
    assert run("cancel", str(job.pk)[:8]) == 2
    assert "cancelled already" in capsys.readouterr().err
    call_command("retry", str(job.pk)[:8])
    assert Job.objects.get().state == State.QUEUED


def test_a_worker_for_a_queue_that_is_none(capsys):
    assert run("worker", "juggling") == 2
    assert "no queue 'juggling'" in capsys.readouterr().err
