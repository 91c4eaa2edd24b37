"""The page of jobs in a real browser: it follows the work, keeps the focus, falls silent at the end, fits a phone."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from evalsite.accounts.models import User
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from tests.accessible import accessibility_problems
from tests.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server, browser) -> Iterator:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    result = open_page(browser, viewport={"width": 390, "height": 844})
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    result.context.add_cookies([session])
    yield result
    assert result.complaints == []


@pytest.fixture
def jobs():
    """Give a batch with one job in every state."""
    errors = {State.FAILED: "the disk is full, and nothing was kept of this attempt; make room, then try again"}
    for state in State:
        job = enqueue("note", {"state": state}, title=f"render joint-1 × synthetic/ada-{state}-0001", batch="faces")
        owner = "workstation-with-a-long-name.lab.example.org:boot:pid/7/8/9"
        Job.objects.filter(pk=job.pk).update(
            state=state, progress=0.4, error=errors.get(state, ""), started=timezone.now(), lease_owner=owner
        )
    Job.objects.exclude(state__in=("queued", "running")).update(finished=timezone.now())


def test_the_page_polls_until_the_jobs_end(page, live_server):
    job = enqueue("note", {}, title="render hello")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{live_server.url}/jobs/")
    page.focus(f"#cancel-{job.pk}")
    Job.objects.update(state=State.RUNNING, progress=0.5, message="frame 30 of 60")
    page.wait_for_selector("text=frame 30 of 60", timeout=10_000)
    assert page.evaluate("document.activeElement.id") == f"cancel-{job.pk}"
    Job.objects.update(state=State.DONE, finished=timezone.now())
    page.wait_for_selector(".badge.good", timeout=10_000)
    silent_from = len(requests)
    page.wait_for_timeout(2500)
    assert len(requests) == silent_from


def test_retry_all_button(page, live_server, jobs):
    page.goto(f"{live_server.url}/jobs/batch/faces/")
    page.click("#retry-all")
    page.wait_for_selector("text=waiting 2")
    assert page.url.endswith("/jobs/batch/faces/")


def test_the_pages_fit_a_phone_and_are_accessible(page, live_server, jobs):
    for path, scheme in product(("/jobs/", "/jobs/batch/faces/"), ("light", "dark")):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert accessibility_problems(page) == []
