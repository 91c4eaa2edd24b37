"""A trial's video over slow, broken and interrupted connections: the page always says so and offers to go on."""

import threading
from collections.abc import Iterator

import pytest

from evalsite import media
from evalsite.questionnaire.models import Trial
from tests.browser import DESKTOP, open_page
from tests.evalsite.questionnaire import browser_steps
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECONDS = 2.0
BLOCK_BYTES = 16 * 1024
HIDE = """() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


class Connection:
    """Lets pass `share` of every video at once, and the rest after `release()`."""

    def __init__(self) -> None:
        self.share = 1.0
        self._first_video = None
        self._passes_first_video = False
        self._released = threading.Event()

    def hold_at(self, share: float, *, except_first_video: bool = False) -> None:
        self.share, self._passes_first_video = share, except_first_video
        self._released.clear()

    def pass_new_requests(self) -> None:
        self.share = 1.0

    def release(self) -> None:
        self._released.set()

    def read_blocks(self, path, first: int, last: int) -> Iterator[bytes]:
        self._first_video = self._first_video or path
        is_held = path != self._first_video or not self._passes_first_video
        content, held_from = path.read_bytes(), self.share * path.stat().st_size
        # Chromium reads what follows the last sample first, here the bytes that make the tests' videos different.
        is_tail = first > 0.95 * len(content)
        yield b""  # The headers come at once: Chromium continues what it has of an earlier page.
        for start in range(first, last + 1, BLOCK_BYTES):
            if is_held and start >= held_from and not is_tail:
                self._released.wait(30)
            yield content[start : min(start + BLOCK_BYTES, last + 1)]


@pytest.fixture
def connection(monkeypatch) -> Iterator[Connection]:
    connection = Connection()
    monkeypatch.setattr(media, "_read_blocks", connection.read_blocks)
    yield connection
    connection.release()


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> bytes:
    return browser_steps.create_video(tmp_path_factory.mktemp("videos") / "video.mp4", SECONDS, noise=60)


@pytest.fixture
def page(browser):
    return open_page(browser, **DESKTOP)


@pytest.fixture
def url(live_server, video) -> str:
    return browser_steps.first_video_url(
        live_server, open_study(seconds=SECONDS, video=video, clips=1, protocol={"practice": 0})
    )


def wait_for_status(page, text: str, *, seconds: float = 10) -> None:
    page.wait_for_function(
        "text => document.querySelector('[data-status]').textContent.startsWith(text)",
        arg=text,
        timeout=seconds * 1000,
    )


def label(page) -> str:
    """Return the label of the button over the video; empty if it is not shown."""
    button = page.locator("[data-play]")
    return button.locator(".play-label").inner_text() if button.is_visible() else ""


def percent(page) -> int:
    return int(page.inner_text("[data-percent]").removesuffix("%") or -1)


def rate_after_watching(page) -> set[str]:
    """Wait for the end of the video, rate it, and return the kinds of events that the accepted record holds."""
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    browser_steps.rate_all(page)
    with browser_steps.expect_next_page(page):
        page.click("[data-submit]")
    trial = Trial.objects.get(position=1)
    assert trial.valid
    return {event for _, _, event in trial.playback["events"]}


def test_a_slow_video_says_loading_and_offers_to_try_again(page, url, connection):
    connection.hold_at(0.1)
    page.goto(url)
    wait_for_status(page, "Loading …", seconds=2)
    page.click("[data-play]")
    page.wait_for_selector("[data-loading]:visible", timeout=1000)
    assert page.inner_text("[data-loading]").startswith("Loading …")
    assert label(page) == ""
    wait_for_status(page, "The connection is slow.", seconds=9)
    assert label(page) == "Try again"
    assert page.locator("[data-loading]").is_hidden()
    connection.pass_new_requests()
    page.click("[data-play]")
    rate_after_watching(page)


def test_a_slow_video_that_arrives_at_last_plays_by_itself(page, url, connection):
    connection.hold_at(0.1)
    page.goto(url)
    page.click("[data-play]")
    wait_for_status(page, "The connection is slow.", seconds=9)
    connection.release()
    wait_for_status(page, "Playing …")
    assert label(page) == ""
    rate_after_watching(page)


def test_a_stall_is_named_with_how_much_has_loaded(page, url, connection):
    connection.hold_at(0.6)
    page.goto(url)
    page.click("[data-play]")
    wait_for_status(page, "Playing …")
    wait_for_status(page, "The rest of the video is still loading …", seconds=4)
    assert page.locator("[data-loading]").is_visible()
    assert 40 <= percent(page) <= 75
    connection.release()
    wait_for_status(page, "Playing …")
    assert page.inner_text("[data-percent]") == ""
    assert "stall" in rate_after_watching(page)


def test_trying_again_after_a_stall_goes_on_where_it_stopped(page, url, connection):
    connection.hold_at(0.6)
    page.goto(url)
    page.click("[data-play]")
    wait_for_status(page, "The connection is slow.", seconds=13)
    stopped = page.evaluate("document.querySelector('video').currentTime")
    assert stopped > 0.5
    connection.pass_new_requests()
    page.click("[data-play]")
    wait_for_status(page, "Playing …")
    assert page.evaluate("document.querySelector('video').currentTime") >= stopped - 0.01
    assert "seek" not in rate_after_watching(page)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda route: route.fulfill(status=404), "The video could not be loaded."),
        (lambda route: route.fulfill(status=503), "The video could not be loaded."),
        (lambda route: route.abort("connectionrefused"), "There is no connection."),
        (lambda route: route.fulfill(body=b"no video" * 999, content_type="video/mp4"), "This browser can't play"),
    ],
    ids=["missing", "server down", "no connection", "undecodable"],
)
def test_a_failure_is_named_and_can_be_tried_again(page, url, answer, status):
    page.route("**/video/*", answer)
    page.goto(url)
    wait_for_status(page, status)
    assert label(page) == "Try again"
    page.click("[data-play]")
    page.wait_for_selector("[data-play]:visible")
    page.unroute("**/video/*")
    page.click("[data-play]")
    rate_after_watching(page)


def test_a_failure_that_repeats_names_a_way_out(page, url):
    page.route("**/video/*", lambda route: route.fulfill(status=404))
    page.goto(url)
    wait_for_status(page, "The video could not be loaded. Please try again.")
    page.click("[data-play]")
    wait_for_status(page, "Loading failed again. Please try later with the same link")


def test_after_a_hidden_tab_the_page_says_paused_and_how_to_go_on(page, url):
    page.goto(url)
    page.click("[data-play]")
    wait_for_status(page, "Playing …")
    page.evaluate(HIDE)
    wait_for_status(page, "Paused. Continue when you are ready.")
    page.wait_for_timeout(700)
    assert label(page) == "Continue"
    assert page.inner_text("[data-status]").startswith("Paused.")
    page.evaluate("delete document.hidden")
    page.click("[data-play]")
    assert {"hidden", "pause", "ended"} <= rate_after_watching(page)


def test_a_tab_hidden_while_loading_is_paused_too(page, url, connection):
    connection.hold_at(0.1)
    page.goto(url)
    page.click("[data-play]")
    page.wait_for_selector("[data-loading]:visible")
    page.evaluate(HIDE)
    wait_for_status(page, "Paused.")
    connection.release()
    page.wait_for_timeout(700)
    assert page.evaluate("document.querySelector('video').paused")
    assert label(page) == "Continue"
    page.evaluate("delete document.hidden")
    page.click("[data-play]")
    rate_after_watching(page)


def test_a_replay_that_is_paused_says_so_and_keeps_the_questions_open(page, url):
    page.goto(url)
    browser_steps.watch(page)
    page.click("[data-replay]")
    wait_for_status(page, "Playing …")
    page.evaluate(HIDE)
    wait_for_status(page, "Paused.")
    assert page.query_selector(browser_steps.UNLOCKED_QUESTIONS)
    page.evaluate("delete document.hidden")
    page.click("[data-play]")
    wait_for_status(page, "Watched to the end.")


def test_the_next_video_is_fetched_once_and_its_progress_is_shown(page, url, connection):
    connection.hold_at(0.5, except_first_video=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/video/" in request.url else None)
    page.goto(url)
    browser_steps.watch(page)
    next_video = page.get_attribute("[data-preload]", "data-preload")
    browser_steps.rate_all(page)
    with browser_steps.expect_next_page(page):
        page.click("[data-submit]")
    page.click("[data-play]")
    page.wait_for_selector("[data-loading]:visible")
    wait_for_status(page, "Loading …")
    assert 40 <= percent(page) <= 60
    connection.release()
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    assert sum(address.endswith(next_video) for address in asked) == 1
    assert page.evaluate("document.querySelector('video').src.startsWith('blob:')")


def test_before_the_first_video_the_page_shows_how_much_of_it_has_loaded(page, live_server, video, connection):
    connection.hold_at(0.5)
    open_study(seconds=SECONDS, video=video)
    browser_steps.go_to_consent(page, f"{live_server.url}/s/faces/")
    browser_steps.pass_device_check(page)
    page.wait_for_selector("[data-preload-status]:text-matches('loading … (4|5)[0-9]%')")
    connection.release()
    page.wait_for_selector("[data-preload-status]:text-is('The next video is loaded.')")
