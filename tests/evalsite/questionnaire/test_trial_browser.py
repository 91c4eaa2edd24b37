"""The real page in a real browser: unlocking, keys, tricks that don't work, and a line that breaks."""

import subprocess
import time

import imageio_ffmpeg
import pytest

from evalsite.questionnaire import device_check
from evalsite.questionnaire.models import Participation, Rating, Trial
from tests.browser import PHONE, open_page
from tests.evalsite.questionnaire.visitor import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNLOCKED = "[data-questions]:not([disabled])"


@pytest.fixture
def film(tmp_path) -> bytes:
    """Return a one-second video with sound."""
    path = tmp_path / "film.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc=s=640x480:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1"]
    codecs = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart"]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *sources, *codecs, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture
def page(browser):
    return open_page(browser, **PHONE)


@pytest.fixture
def trial(page, live_server, film):
    """Return the page at the practice video."""
    opened(seconds=1.0, film=film)
    page.goto(f"{live_server.url}/s/faces/")
    page.click("text=Continue")
    page.check("[name=agree]")
    page.click("text=I agree")
    page.fill("[name=notes]", str(device_check.notes_of(Participation.objects.get().seed)))
    page.click("text=Continue")
    page.click("text=Go to the practice")
    return page


def watch(page) -> float:
    began = time.monotonic()
    page.click("[data-play]")
    page.wait_for_selector(UNLOCKED)
    return time.monotonic() - began


def rate_by_keys(page) -> None:
    title = page.title()
    for key in ("7", "1", "0", "Enter"):
        page.keyboard.press(key)
    page.wait_for_function("title => document.title !== title", arg=title)


def test_the_whole_way_by_keyboard(trial):
    assert trial.is_disabled("[data-next]")
    while trial.query_selector("video"):
        place = trial.locator(".question").last.bounding_box()
        trial.keyboard.press("Enter")
        trial.wait_for_selector(UNLOCKED)
        assert trial.locator(".question").last.bounding_box() == place
        assert trial.is_disabled("[data-next]")
        rate_by_keys(trial)
    assert trial.inner_text("h1") == "Thank you!"
    assert set(Rating.objects.values_list("question", "value")) == {("upper", 7), ("middle", 1), ("lower", 10)}
    assert Rating.objects.count() == 12
    assert trial.context.cookies() == []
    assert trial.complaints == []
    assert trial.evaluate("document.documentElement.scrollWidth") <= 360


def test_winding_and_speed_are_undone(trial):
    trick = "const v = document.querySelector('video'); v.playbackRate = 8; v.currentTime = 0.9; v.playbackRate"
    trial.evaluate("document.querySelector('video').addEventListener('playing', () => {" + trick + "}, {once: true})")
    assert watch(trial) >= 0.98
    rate_by_keys(trial)
    events = {event for _, _, event in Trial.objects.get(position=0).playback["beats"]}
    assert {"play", "ended", "seek", "rate"} <= events


def test_a_forged_end_is_refused_and_can_be_made_good(trial):
    trial.evaluate("document.querySelector('video').dispatchEvent(new Event('ended'))")
    for key in ("7", "1", "0", "Enter"):
        trial.keyboard.press(key)
    trial.wait_for_selector("text=The video was not watched to its end")
    assert not Trial.objects.exclude(answered=None).exists()
    trial.click("text=Go on")
    watch(trial)
    rate_by_keys(trial)
    assert Trial.objects.exclude(answered=None).count() == 1


def test_a_broken_line_loses_nothing(trial):
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


def test_a_line_that_is_slow_at_the_beginning_is_not_punished(trial):
    trial.route("**/begin", lambda route: (time.sleep(1.5), route.continue_()))
    watch(trial)
    rate_by_keys(trial)
    assert Trial.objects.get(position=0).valid


def test_replays_are_counted(trial):
    watch(trial)
    trial.click("[data-again]")
    trial.wait_for_function("() => document.querySelector('video').ended")
    rate_by_keys(trial)
    assert Trial.objects.get(position=0).playback["replays"] == 1
