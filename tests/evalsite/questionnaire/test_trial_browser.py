"""The trial page in a browser: unlocking, keyboard, attempts to skip the video, and lost connections."""

import time

import pytest

from evalsite.questionnaire.models import Rating, Trial
from tests.browser import PHONE, open_page
from tests.evalsite.questionnaire import browser_steps
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> bytes:
    return browser_steps.create_video(tmp_path_factory.mktemp("videos") / "video.mp4")


@pytest.fixture
def page(browser):
    return open_page(browser, **PHONE)


@pytest.fixture
def trial(page, live_server, video):
    """Return the page at the practice video."""
    open_study(seconds=1.0, video=video)
    browser_steps.go_to_first_video(page, f"{live_server.url}/s/faces/")
    return page


def watch(page) -> float:
    started = time.monotonic()
    page.click("[data-play]")
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    return time.monotonic() - started


def rate_by_keys(page) -> None:
    title = page.title()
    for key in ("7", "1", "0", "Enter"):
        page.keyboard.press(key)
    page.wait_for_function("title => document.title !== title", arg=title)


def test_all_trials_by_keyboard(trial):
    assert trial.is_disabled("[data-submit]")
    while trial.query_selector("video"):
        place = trial.locator(".question").last.bounding_box()
        trial.keyboard.press("Enter")
        trial.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
        assert trial.locator(".question").last.bounding_box() == place
        assert trial.is_disabled("[data-submit]")
        rate_by_keys(trial)
    assert trial.inner_text("h1") == "Thank you!"
    assert set(Rating.objects.values_list("question", "value")) == {("upper", 7), ("middle", 1), ("lower", 10)}
    assert Rating.objects.count() == 12
    assert trial.complaints == []
    assert trial.evaluate("document.documentElement.scrollWidth") <= 360


def test_seeking_and_speed_are_undone(trial):
    script = "const v = document.querySelector('video'); v.playbackRate = 8; v.currentTime = 0.9; v.playbackRate"
    trial.evaluate("document.querySelector('video').addEventListener('playing', () => {" + script + "}, {once: true})")
    assert watch(trial) >= 0.98
    rate_by_keys(trial)
    events = {event for _, _, event in Trial.objects.get(position=0).playback["events"]}
    assert {"play", "ended", "seek", "rate"} <= events


def test_a_forged_end_is_refused(trial):
    trial.evaluate("document.querySelector('video').dispatchEvent(new Event('ended'))")
    for key in ("7", "1", "0", "Enter"):
        trial.keyboard.press(key)
    trial.wait_for_selector("text=The video was not watched to the end")
    assert not Trial.objects.exclude(answered_at=None).exists()
    trial.click(".primary")
    watch(trial)
    rate_by_keys(trial)
    assert Trial.objects.exclude(answered_at=None).count() == 1


def test_a_lost_connection_loses_no_answer(trial):
    watch(trial)
    rate_by_keys(trial)
    watch(trial)
    trial.context.set_offline(True)
    for key in ("7", "1", "0", "Enter"):
        trial.keyboard.press(key)
    trial.wait_for_selector("text=Your answer is kept")
    trial.keyboard.press("Enter")
    title = trial.title()
    trial.context.set_offline(False)
    trial.wait_for_function("title => document.title !== title", arg=title)
    assert Rating.objects.count() == 3


def test_a_slow_start_is_accepted(trial):
    trial.route("**/play-token", lambda route: (time.sleep(1.5), route.continue_()))
    watch(trial)
    rate_by_keys(trial)
    assert Trial.objects.get(position=0).valid


def test_replays_are_counted(trial):
    watch(trial)
    trial.click("[data-replay]")
    trial.wait_for_function("() => document.querySelector('video').ended")
    rate_by_keys(trial)
    assert Trial.objects.get(position=0).playback["replays"] == 1
