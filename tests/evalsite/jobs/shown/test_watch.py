import json
import os
import select
import signal
import subprocess
import sys
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.shown import watch
from evalsite.jobs.worker.work import perform
from tests.evalsite.jobs.processes import ROOT

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


def test_following_as_json_tells_each_change_once(monkeypatch, capsys):
    job = enqueue("note", {})
    turns = iter([None, {"state": State.RUNNING, "progress": 0.5}, {}, {"state": State.DONE}])

    def pause(_):
        change = next(turns)
        if change == {"state": State.DONE}:
            raise KeyboardInterrupt
        Job.objects.update(**(change or {"message": ""}))

    monkeypatch.setattr(watch.time, "sleep", pause)
    assert run("jobs", "--follow", "--json") == 130
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["id"], each["state"]) for each in told] == [(str(job.pk), "queued"), (str(job.pk), "running")]


def test_who_looks_on_sees_what_ends_and_comes_in_meanwhile():
    before, now = enqueue("note", {"number": 1}), enqueue("note", {"number": 2})
    perform(before.pk)
    seen = watch.from_now_on(Job.objects.all())
    assert set(seen) == {now}
    perform(now.pk)
    later = enqueue("note", {"number": 3})
    assert set(seen.all()) == {now, later}


def test_only_the_jobs_of_a_state(capsys):
    enqueue("note", {"number": 1})
    perform(enqueue("refuse", {}).pk)
    run("jobs", "--json", "--state", "failed")
    assert [job["kind"] for job in json.loads(capsys.readouterr().out)] == ["refuse"]


def test_jobs_of_one_state_are_listed_but_not_followed(capsys):
    assert run("jobs", "--follow", "--state", "failed") == 2
    assert "leave --state out" in capsys.readouterr().err


def test_a_batch_is_cancelled_and_tried_again_as_a_whole(capsys):
    for number in range(3):
        enqueue("note", {"number": number}, batch="mine")
    other = enqueue("note", {"number": 9})
    call_command("cancel", "--batch", "mine")
    assert set(Job.objects.filter(state=State.QUEUED)) == {other}
    call_command("retry", "--batch", "mine")
    assert not Job.objects.ended_badly().exists()
    assert "3 jobs wait for a worker" in capsys.readouterr().out


def test_naming_no_job_or_a_batch_that_is_none(capsys):
    assert run("retry") == 2
    assert "name jobs by their ids" in capsys.readouterr().err
    assert run("cancel", "--batch", "none") == 2
    assert "there is no batch 'none'" in capsys.readouterr().err


def test_retry_and_wait_ends_with_1_if_it_fails_again(monkeypatch):
    job = enqueue("refuse", {})
    perform(job.pk)
    monkeypatch.setattr(watch.time, "sleep", lambda _: perform(job.pk))
    assert run("retry", "--all", "--wait") == 1


def test_ctrl_c_on_a_waiting_command_leaves_the_jobs_and_says_so(site):
    job = site.enqueue("nap", seconds=60)
    master, slave = os.openpty()
    command = [sys.executable, "manage.py", "jobs", "--wait"]
    env = site.env | {"TERM": "xterm", "COLUMNS": "120"}
    waiting = subprocess.Popen(command, cwd=ROOT, env=env, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    read_until("1 waiting", master)
    waiting.send_signal(signal.SIGINT)
    read_until("The jobs go on without this window", master)
    assert waiting.wait(10) == 130
    os.close(master)
    assert site.job(job)["state"] == "queued"


def read_until(words, terminal, seconds=30):
    seen = ""
    while words not in seen:
        assert select.select([terminal], [], [], seconds)[0], seen
        seen += os.read(terminal, 4096).decode(errors="replace")
