import pytest

from evalsite.accounts.models import User
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher(client):
    client.force_login(User.objects.create_user("ada"))
    return client


def test_strangers_see_and_do_nothing(client):
    job = enqueue("note", {})
    for answer in (client.get("/jobs/"), client.post(f"/jobs/{job.pk}/cancel/")):
        assert answer.status_code == 302
        assert "sign-in" in answer.url
    assert Job.objects.get().state == State.QUEUED


def test_a_running_job_shows_its_progress_and_asks_for_news(researcher):
    enqueue("note", {}, title="render joint-1 × hello")
    Job.objects.update(state=State.RUNNING, progress=0.25, message="frame 30 of 120")
    page = researcher.get("/jobs/").content.decode()
    for part in ("render joint-1 × hello", 'value="0.250"', "frame 30 of 120", "every 2s", "/cancel/"):
        assert part in page
    assert "style=" not in page


def test_the_page_is_quiet_when_nothing_moves(researcher):
    job = enqueue("note", {})
    Job.objects.update(state=State.FAILED, error="lips.wav has no sound")
    page = researcher.get("/jobs/").content.decode()
    assert "every 2s" not in page
    assert "lips.wav has no sound" in page
    assert f"/jobs/{job.pk}/retry/" in page


def test_htmx_gets_the_table_alone(researcher):
    part = researcher.get("/jobs/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="jobs"')


def test_cancel_and_try_again(researcher):
    job = enqueue("note", {})
    researcher.post(f"/jobs/{job.pk}/cancel/")
    assert Job.objects.get().state == State.CANCELLED
    researcher.post(f"/jobs/{job.pk}/retry/")
    assert Job.objects.get().state == State.QUEUED
    again = researcher.post(f"/jobs/{job.pk}/retry/", follow=True)
    assert "only failed or cancelled jobs" in again.content.decode()
