"""The researcher's way in a real browser under the strict policy: polling, opening, no error on the console."""

from collections.abc import Iterator

import pytest
from django.test import Client

from evalsite.accounts.models import User
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Stimulus
from tests.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server, browser) -> Iterator:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    found = open_page(browser, viewport={"width": 390, "height": 844})
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    found.context.add_cookies([session])
    yield found
    assert found.complaints == []


def test_a_draft_follows_the_work_and_opens(page, live_server, study_maker):
    study_maker(state="draft", ready=False)
    Job.objects.create(kind="render", queue="render", title="render", spec={}, batch="first", state="running")
    page.goto(f"{live_server.url}/studies/first/")
    Job.objects.update(message="frame 70 of 75")
    page.wait_for_selector("text=frame 70 of 75", timeout=10_000)
    Stimulus.objects.update(video="7" * 64)
    page.route("**/video/", lambda route: route.fulfill(status=204))
    page.click("text=Open study", timeout=10_000)
    page.wait_for_selector("text=Send this link to participants")


def test_the_dashboard_fits_a_phone(page, live_server, closed):
    page.goto(f"{live_server.url}/studies/first/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    sizes = page.evaluate("[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)")
    assert min(sizes) > 11
