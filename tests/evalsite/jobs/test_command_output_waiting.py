import json
import os
import select
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection

from evalsite.jobs import command_output
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.runner import run_job
from tests.evalsite.jobs.processes import ROOT

pytestmark = pytest.mark.django_db


def run(command, *words):
    with pytest.raises(SystemExit) as end:
        call_command(command, *words)
    return end.value.code


@pytest.mark.django_db(transaction=True)
def test_wait_follows_a_batch_to_its_end(monkeypatch, capsys):
    first = enqueue("note", {"next": {"number": 2}}, batch="demo", title="the first")
    monkeypatch.setattr(command_output, "POLL_SECONDS", 0.05)
    thread = threading.Thread(target=do_all)
    thread.start()
    assert command_output.wait_for_jobs([first]) == 0
    thread.join(30)
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    assert "✓ the first" in capsys.readouterr().err


def do_all():
    try:
        while waiting := Job.objects.filter(state=State.QUEUED).last():
            run_job(waiting.pk)
    finally:
        connection.close()


def test_wait_lists_failed_jobs_with_reasons(capsys):
    job = enqueue("input_error", {}, title="animate [joint-1]")
    run_job(job.pk)
    assert command_output.wait_for_jobs([job]) == 1
    assert "✗ animate [joint-1] lips.wav has no sound" in " ".join(capsys.readouterr().err.split())


def test_an_interrupted_wait_leaves_the_jobs_alone(monkeypatch, capsys):
    def ctrl_c(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_output.time, "sleep", ctrl_c)
    assert command_output.wait_for_jobs([enqueue("note", {})]) == 130
    assert "The jobs continue" in capsys.readouterr().err
    assert Job.objects.get().state == State.QUEUED


def test_following_as_json_prints_each_change_once(monkeypatch, capsys):
    job = enqueue("note", {})
    turns = iter([None, {"state": State.RUNNING, "progress": 0.5}, {}, {"state": State.DONE}])

    def pause(_):
        change = next(turns)
        if change == {"state": State.DONE}:
            raise KeyboardInterrupt
        Job.objects.update(**(change or {"message": ""}))

    monkeypatch.setattr(command_output.time, "sleep", pause)
    assert run("jobs", "--follow", "--json") == 130
    printed_jobs = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["id"], each["state"]) for each in printed_jobs] == [(str(job.pk), "queued"), (str(job.pk), "running")]


def test_follow_shows_ended_and_new_jobs():
    before, now = enqueue("note", {"number": 1}), enqueue("note", {"number": 2})
    run_job(before.pk)
    seen = command_output.active_or_later(Job.objects.all())
    assert set(seen) == {now}
    run_job(now.pk)
    later = enqueue("note", {"number": 3})
    assert set(seen.all()) == {now, later}


def test_ctrl_c_while_waiting_leaves_the_jobs_running(site):
    job = site.enqueue("sleep", seconds=60)
    master, slave = os.openpty()
    command = [sys.executable, "manage.py", "jobs", "--wait"]
    env = site.env | {"TERM": "xterm", "COLUMNS": "120"}
    waiting = subprocess.Popen(command, cwd=ROOT, env=env, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    read_until("1 waiting", master)
    waiting.send_signal(signal.SIGINT)
    read_until("The jobs continue in the background", master)
    assert waiting.wait(30) == 130
    os.close(master)
    assert site.job(job)["state"] == "queued"


def read_until(words, terminal, seconds=30):
    seen, end = "", time.monotonic() + seconds
    while words not in seen:
        assert select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0], seen
        seen += os.read(terminal, 4096).decode(errors="replace")
