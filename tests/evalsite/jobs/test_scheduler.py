import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from evalsite.jobs import lease, scheduler
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.scheduler import remove_stale_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker(monkeypatch):
    """Replace the broker: give the sent messages and the length of each queue."""
    sent, lengths = [], {}
    monkeypatch.setattr(scheduler, "send_message", sent.append)
    monkeypatch.setattr(scheduler, "queue_length", lambda queue: lengths.get(queue, 0))
    return sent, lengths


def five_minutes_ago():
    return timezone.now() - timedelta(minutes=5)


def test_a_lost_job_is_requeued_and_its_message_sent(broker):
    job = enqueue("note", {})
    lease.claim(job.pk)
    Job.objects.update(lease_until=five_minutes_ago())
    scheduler.reconcile()
    assert broker[0] == [job]
    assert Job.objects.get().state == State.QUEUED


def test_a_lost_message_is_sent_again_once(broker):
    job = enqueue("note", {})
    scheduler.reconcile()
    assert broker[0] == []
    Job.objects.update(sent=five_minutes_ago())
    scheduler.reconcile()
    scheduler.reconcile()
    assert broker[0] == [job]


def test_a_message_still_in_its_queue_is_not_sent_again(broker):
    enqueue("note", {})
    Job.objects.update(sent=five_minutes_ago())
    broker[1]["analysis"] = 1
    scheduler.reconcile()
    assert broker[0] == []


def test_an_overtaken_message_is_sent_again_even_if_its_queue_is_not_empty(broker):
    lost, later, last = (enqueue("note", {"number": number}) for number in range(3))
    for minutes, job in ((5, lost), (4, later), (3, last)):
        Job.objects.filter(pk=job.pk).update(sent=timezone.now() - timedelta(minutes=minutes))
    broker[1]["analysis"] = 1
    scheduler.reconcile()
    assert broker[0] == []
    lease.claim(later.pk)
    scheduler.reconcile()
    scheduler.reconcile()
    assert broker[0] == [lost]


def test_a_job_started_before_its_last_message_overtakes_no_other(broker):
    waits, retried = enqueue("note", {"number": 1}), enqueue("note", {"number": 2})
    Job.objects.update(sent=five_minutes_ago())
    lease.claim(retried.pk)
    Job.objects.filter(pk=retried.pk).update(state=State.CANCELLED, sent=timezone.now() + timedelta(seconds=1))
    broker[1]["analysis"] = 1
    scheduler.reconcile()
    assert broker[0] == []
    assert waits.state == State.QUEUED


def test_the_scheduler_runs_more_often_while_a_lease_is_about_to_expire(settings):
    settings.JOBS_RECONCILE, settings.JOBS_LEASE = 20.0, 60.0
    assert scheduler.seconds_until_next_run() == 20
    lease.claim(enqueue("note", {}).pk)
    assert scheduler.seconds_until_next_run() == 20
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=15))
    assert scheduler.seconds_until_next_run() == 2


def test_stale_working_folders_are_removed(broker, state, monkeypatch):
    folder = state / "store" / "work" / "of-a-dead-process"
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"half")
    scheduler.reconcile()
    assert folder.exists()
    monkeypatch.setattr(scheduler, "STALE_WORK_SECONDS", -1)
    scheduler.reconcile()
    assert not folder.exists()


@pytest.fixture
def folder(tmp_path):
    """Give a folder that holds a message and another folder with a file."""
    (tmp_path / "message").touch()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "half.mp4").touch()
    return tmp_path


def test_recent_files_are_kept(folder):
    remove_stale_files(folder, older_than=60)
    assert {path.name for path in folder.rglob("*")} == {"message", "work", "half.mp4"}


def test_stale_files_and_folders_are_removed(folder):
    time.sleep(0.02)
    remove_stale_files(folder, older_than=0.01)
    assert not list(folder.iterdir())


def test_the_age_is_that_of_the_last_change_on_this_machine(folder):
    os.utime(folder / "message", (0, 0))
    remove_stale_files(folder, older_than=60)
    assert (folder / "message").exists()


def test_files_removed_by_another_scheduler_are_ignored(folder, monkeypatch):
    def already_removed(path, **_):
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "unlink", already_removed)
    time.sleep(0.02)
    remove_stale_files(folder, older_than=0.01)
    assert [path.name for path in folder.iterdir()] == ["message"]


def test_a_missing_folder_is_ignored(tmp_path):
    remove_stale_files(tmp_path / "never", older_than=0)
