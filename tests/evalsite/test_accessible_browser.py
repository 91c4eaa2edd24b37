"""The researcher's pages are for everybody too: axe-core finds nothing on any, light or dark, large or small."""

from collections.abc import Iterator

import pytest
from django.test import Client

from evalsite.accounts.models import User
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Recording, Stimulus
from tests.accessible import accessibility_problems
from tests.browser import open_page
from tests.evalsite.results.conftest import make_study, rate_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICES = {
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
PAGES = [
    "/",
    "/studies/draft/",
    "/studies/open/",
    "/studies/closed/",
    "/stimuli/",
    "/stimuli/{stimulus}/",
    "/recordings/",
    "/checkpoints/",
    "/jobs/",
    "/account/",
    "/nowhere/",
]


@pytest.fixture
def stimulus() -> int:
    """Make studies in every state, and jobs; return a stimulus."""
    make_study("draft", state="draft", ready=False)
    rate_study(make_study("open"))
    rate_study(make_study("closed", state="closed"))
    Recording.objects.filter(motion="").delete()
    Job.objects.create(kind="render", queue="render", title="render", spec={}, state="running", message="frame 7 of 75")
    Job.objects.create(kind="render", queue="render", title="other", spec={}, state="failed", error="no ffmpeg")
    return Stimulus.objects.order_by("pk").values_list("pk", flat=True)[0]


@pytest.fixture(params=DEVICES.values(), ids=DEVICES)
def page(request, live_server, browser) -> Iterator:
    client = Client()
    client.force_login(User.objects.create_user("ada"))
    result = open_page(browser, **request.param)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    result.context.add_cookies([session])
    result.route("**/video/**", lambda route: route.fulfill(status=204))
    return result


def test_every_page_is_accessible(page, live_server, stimulus):
    result = {}
    for address in PAGES:
        page.goto(live_server.url + address.format(stimulus=stimulus))
        if wrong := accessibility_problems(page):
            result[address] = wrong
    assert not result, result


def test_the_sign_in_page_is_accessible(browser, live_server):
    page = open_page(browser)
    page.goto(f"{live_server.url}/sign-in/")
    assert accessibility_problems(page) == []
