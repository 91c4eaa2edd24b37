"""The researcher's way in a real browser under the strict policy: polling, opening, no error on the console."""

from collections.abc import Iterator

import pytest
from django.test import Client

from evalsite.accounts.models import User
from evalsite.jobs.models import Job
from evalsite.results import snapshots
from evalsite.stimuli.models import Stimulus
from evalsite.studies.models import Study
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


def test_the_dashboard_fits_a_phone(page, live_server, closed_study):
    page.goto(f"{live_server.url}/studies/first/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    heights = "[...document.querySelectorAll('svg text')].map(text => text.getBoundingClientRect().height)"
    shown = [height for height in page.evaluate(heights) if height]
    assert len(shown) >= 24
    assert min(shown) > 11


def test_intervals_are_chosen_by_keyboard_and_style_alone(page, live_server, closed_study):
    page.goto(f"{live_server.url}/studies/first/")
    whiskers = "kind => [...document.querySelectorAll(kind)].map(each => getComputedStyle(each).display !== 'none')"
    assert all(page.evaluate(whiskers, "line.unadjusted"))
    assert not any(page.evaluate(whiskers, "line.simultaneous"))
    page.focus("#unadjusted")
    page.keyboard.press("ArrowRight")
    assert all(page.evaluate(whiskers, "line.simultaneous"))
    assert not any(page.evaluate(whiskers, ".unadjusted:not(input)"))
    page.focus("#fixed-clips")
    page.keyboard.press("ArrowRight")
    assert all(page.evaluate(whiskers, "svg .random-clips-model"))
    assert not any(page.evaluate(whiskers, "svg .fixed-clips, svg .random-clips-bootstrap"))


def test_on_paper_every_table_is_open_and_no_button_is_left(page, live_server, closed_study):
    page.goto(f"{live_server.url}/studies/first/")
    shown = "[...document.querySelectorAll('details table')].map(each => each.checkVisibility())"
    assert not any(page.evaluate(shown))
    page.emulate_media(media="print")
    assert all(page.evaluate(shown))
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins.
    assert page.evaluate("document.documentElement.scrollWidth") == 718
    assert not page.is_visible(".button")
    assert not page.is_visible("#simultaneous")


def test_a_closed_study_shows_its_results_as_soon_as_they_are_there(page, live_server, study_maker, rate):
    study = study_maker()
    rate(study)
    page.goto(f"{live_server.url}/studies/first/")
    page.click("text=Close study")
    page.wait_for_selector("text=Analysis in progress")
    Job.objects.filter(kind="analyse").update(state="running", progress=0.4, message="analysing the ratings")
    page.wait_for_selector("text=Analysing the ratings", timeout=10_000)
    snapshots.ensure_snapshot(Study.objects.get())
    Job.objects.update(state="done")
    page.wait_for_selector("text=All conditions", timeout=10_000)
