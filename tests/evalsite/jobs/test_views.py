"""The pages of jobs."""

import pytest
from django.utils import timezone

from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def failed(title, error, batch="faces", **fields):
    job = enqueue("note", {"title": title}, title=title, batch=batch)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, error=error, finished=timezone.now(), **fields)
    return job


def test_anonymous_visitors_are_sent_to_sign_in(client):
    job = enqueue("note", {}, batch="faces")
    seen = [client.get("/jobs/"), client.get("/jobs/batch/faces/")]
    done = [client.post(path) for path in (f"/jobs/{job.pk}/cancel/", "/jobs/batch/faces/retry/")]
    for answer in seen + done:
        assert answer.status_code == 302
        assert "sign-in" in answer.url
    assert Job.objects.get().state == State.QUEUED


def test_a_running_job_shows_its_progress_and_polls(researcher, sound_page):
    enqueue("note", {}, title="render joint-1 × hello")
    Job.objects.update(state=State.RUNNING, progress=0.25, message="frame 30 of 120")
    page = sound_page(researcher.get("/jobs/?state=running"))
    for part in ("render joint-1 × hello", 'value="0.250"', "frame 30 of 120", "every 2s", "/cancel/"):
        assert part in page
    assert 'hx-get="/jobs/?state=running"' in page


def test_the_page_does_not_poll_without_active_jobs(researcher, sound_page):
    job = failed("animate hello", "lips.wav has no sound")
    page = sound_page(researcher.get("/jobs/"))
    assert "every 2s" not in page
    assert "lips.wav has no sound" in page
    assert f"/jobs/{job.pk}/retry/" in page
    assert 'href="/jobs/batch/faces/"' in page


def test_an_empty_page_says_how_to_start_a_job(researcher, sound_page):
    assert "enqueue synthesize" in sound_page(researcher.get("/jobs/"))


def test_jobs_without_worker_show_that_none_runs(researcher):
    enqueue("note", {})
    assert "Jobs are waiting for a worker" in researcher.get("/jobs/").content.decode()


def test_htmx_gets_the_live_part_only(researcher):
    enqueue("note", {}, batch="faces")
    for path in ("/jobs/", "/jobs/batch/faces/"):
        part = researcher.get(path, headers={"HX-Request": "true"}).content.decode()
        assert part.startswith('<div id="jobs"')


def test_workers_and_queues_are_shown(researcher):
    enqueue("sleep", {}, title="render hello")
    enqueue("sleep", {"other": 1})
    Job.objects.filter(title="render hello").update(
        state=State.RUNNING, lease_owner="lab-2:b00t:pid:[4]/88/91/7", started=timezone.now(), progress=0.5
    )
    page = researcher.get("/jobs/").content.decode()
    assert "<b>lab-2</b>" in page
    assert "process 88" in page
    assert "<td>render</td>" in page
    assert "<td>train</td>" not in page


def test_cancel_and_retry(researcher):
    job = enqueue("note", {})
    researcher.post(f"/jobs/{job.pk}/cancel/")
    assert Job.objects.get().state == State.CANCELLED
    researcher.post(f"/jobs/{job.pk}/retry/")
    assert Job.objects.get().state == State.QUEUED
    again = researcher.post(f"/jobs/{job.pk}/retry/", follow=True)
    assert "only failed or cancelled jobs" in again.content.decode()


def test_a_batch_page_groups_failures_by_reason(researcher, sound_page):
    for number in range(3):
        failed(f"render clip {number}", "the disk is full; make room", attempt=3)
    failed("render clip 9", "clip 9 has no sound")
    enqueue("note", {"fine": 1}, batch="faces", title="render clip 10")
    failed("another's", "not mine", batch="voices")
    page = sound_page(researcher.get("/jobs/batch/faces/"))
    assert "4 of 5 jobs failed" in page
    assert page.count("<h3>") == 2
    assert page.index("<h3>the disk is full") < page.index("<h3>clip 9 has no sound")
    assert "not mine" not in page
    assert "Retry all 4" in page


def test_all_failed_jobs_of_a_batch_can_be_retried(researcher):
    for number in range(3):
        failed(f"render clip {number}", "the disk is full")
    cancelled = enqueue("note", {"cancelled": 1}, batch="faces")
    Job.objects.filter(pk=cancelled.pk).update(state=State.CANCELLED)
    other = failed("another's", "not mine", batch="voices")
    answer = researcher.post("/jobs/batch/faces/retry/", {"next": "/jobs/batch/faces/"})
    assert answer.url == "/jobs/batch/faces/"
    assert Job.objects.filter(state=State.QUEUED).count() == 3
    assert set(Job.objects.exclude(state=State.QUEUED)) == {cancelled, other}


def test_a_job_that_was_already_retried_does_not_stop_the_others(researcher):
    failed("render clip 1", "the disk is full")
    failed("render clip 2", "the disk is full")
    enqueue("note", {"title": "render clip 1"}, batch="later")
    page = researcher.post("/jobs/batch/faces/retry/", {"next": "/jobs/batch/faces/"}, follow=True).content.decode()
    assert "the same work is already waiting" in page
    assert Job.objects.filter(batch="faces", state=State.QUEUED).count() == 1


def test_no_redirect_to_other_hosts(researcher):
    job = enqueue("note", {})
    answer = researcher.post(f"/jobs/{job.pk}/cancel/", {"next": "https://example.org/"})
    assert answer.url == "/jobs/"


def test_an_unknown_batch_is_not_found(researcher):
    assert researcher.get("/jobs/batch/none/").status_code == 404


def test_fifty_jobs_take_few_queries(researcher, django_assert_max_num_queries):
    for number in range(50):
        enqueue("note", {"number": number}, batch="faces")
    for path in ("/jobs/", "/jobs/batch/faces/"):
        with django_assert_max_num_queries(14):
            researcher.get(path)
