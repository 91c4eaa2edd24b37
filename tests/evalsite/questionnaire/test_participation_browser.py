"""A whole participation in a real browser, with rendered videos: phone and desktop, direct and from Prolific."""

import pytest

from evalsite.questionnaire import device_check
from evalsite.questionnaire.models import Participation, Rating, Trial
from tests import face_videos
from tests.browser import DESKTOP, PHONE, open_page
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROLIFIC_IDS = (
    "?PROLIFIC_PID=5f1e0c9a7b3d2e4f6a8b9c0d&STUDY_ID=60d5ecb8f1a2b3c4d5e6f708&SESSION_ID=61a0b1c2d3e4f5061728394a"
)


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    folder = tmp_path_factory.mktemp("videos")
    openings = {"sea-original": 1.0, "sea-jointly": 0.5}
    return {
        name: face_videos.render_talking_face(folder / f"{name}.mp4", opening=opening)
        for name, opening in openings.items()
    }


def to_first_video(page) -> None:
    page.check("[name=agree]")
    page.click("text=I agree")
    page.fill("[name=notes]", device_check.note_counts(Participation.objects.get().seed))
    page.click("text=Continue")
    page.click("text=Start the practice")


def rate(page) -> None:
    """Watch, choose a number for every region, and go on."""
    title = page.title()
    page.click("[data-play]")
    page.wait_for_selector("[data-questions]:not([disabled])")
    assert page.evaluate("document.querySelector('video').videoWidth") == 320
    for question in page.locator(".question").all():
        question.locator("label").nth(6).click()
    page.click("[data-submit]")
    page.wait_for_function("title => document.title !== title", arg=title)


def to_end(page) -> int:
    rated = 0
    while page.query_selector("video"):
        rate(page)
        rated += 1
    return rated


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_participation_from_consent_to_end(browser, live_server, video, device):
    open_study(seconds=face_videos.SECONDS, video=video)
    page = open_page(browser, **device)
    page.goto(f"{live_server.url}/s/faces/")
    page.click("text=Continue")
    to_first_video(page)
    assert "Practice" in page.inner_text("body")
    assert to_end(page) == 5
    assert page.inner_text("h1") == "Thank you!"
    assert set(Rating.objects.values_list("value", flat=True)) == {7}
    assert Trial.objects.filter(valid=True).count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= device["viewport"]["width"]
    assert [(each["name"], each["path"]) for each in page.context.cookies()] == [("participation", "/s/faces/")]
    assert page.complaints == []


def test_prolific_entry_and_automatic_redirect_back(browser, live_server, video):
    open_study(
        seconds=face_videos.SECONDS, clips=1, video=video, recruitment={"prolific": {"completion_code": "C1A2B3C4"}}
    )
    page = open_page(browser, **DESKTOP)
    page.goto(f"{live_server.url}/s/faces/{PROLIFIC_IDS}")
    assert "PROLIFIC" not in page.url
    arrived: list[dict[str, str]] = []
    page.route("https://app.prolific.com/**", lambda route: (arrived.append(route.request.headers), route.fulfill()))
    to_first_video(page)
    to_end(page)
    page.wait_for_url("https://app.prolific.com/submissions/complete?cc=C1A2B3C4", timeout=15_000)
    assert "referer" not in arrived[0]
    assert page.complaints == []
