"""Interruptions: double clicks, two tabs, back, reload, lost replies, restarting servers, and pages closed offline."""

import pytest

from evalsite.questionnaire.models import Participation, Trial
from tests.browser import DESKTOP, PHONE, open_page
from tests.evalsite.questionnaire import browser_steps
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> bytes:
    return browser_steps.create_video(tmp_path_factory.mktemp("videos") / "video.mp4", 0.4)


@pytest.fixture
def page(browser, live_server, video):
    """Return a page at the first rated video."""
    page = open_page(browser, **DESKTOP)
    study = open_study(seconds=0.4, video=video, protocol={"practice": 0})
    page.goto(browser_steps.first_video_url(live_server, study))
    return page


def video_url(page) -> str:
    """Return the address of the page's video."""
    return page.get_attribute("video", "data-url")


def saved_ratings() -> dict[int, set[int]]:
    """Return the set of ratings by position; each trial has three ratings."""
    rated = {
        trial.position: [each.value for each in trial.ratings.all()] for trial in Trial.objects.exclude(valid=False)
    }
    assert all(len(values) == 3 for values in rated.values())
    return {position: set(values) for position, values in rated.items()}


def test_a_double_click_saves_one_answer(page):
    browser_steps.watch(page)
    browser_steps.rate_all(page)
    with browser_steps.expect_next_page(page):
        page.dblclick("[data-submit]")
    assert saved_ratings() == {1: {7}}


def test_of_two_tabs_only_the_first_answer_is_saved(page):
    other = page.context.new_page()
    other.goto(page.url)
    assert video_url(other) == video_url(page)
    for tab in (page, other):
        browser_steps.watch(tab)
    browser_steps.rate_all(page, 8)
    browser_steps.rate_all(other, 2)
    with browser_steps.expect_next_page(page):
        page.click("[data-submit]")
    with browser_steps.expect_next_page(other):
        other.click("[data-submit]")
    assert other.inner_text("h1") == "You have already rated this video"
    other.click(".primary")
    other.wait_for_selector("video")
    assert video_url(other) == video_url(page)
    assert saved_ratings() == {1: {8}}


def test_back_and_reload_show_the_next_page(page):
    browser_steps.watch_and_rate(page)
    second = video_url(page)
    page.go_back()
    page.go_forward()
    page.reload()
    assert video_url(page) == second
    browser_steps.watch_and_rate(page, 5)
    assert saved_ratings() == {1: {7}, 2: {5}}


def test_the_next_video_is_shown_without_loading_a_page(page):
    page.evaluate("() => (window.marker = true)")
    for number, value in ((2, 7), (3, 4)):
        browser_steps.watch_and_rate(page, value)
        assert page.title().startswith(f"Video {number}")
        assert page.evaluate("() => window.marker && document.activeElement.matches('[data-play]')")
        assert video_url(page).rpartition("/")[2] == Trial.objects.get(position=number).media_id
    assert saved_ratings() == {1: {7}, 2: {4}}
    assert page.complaints == []


def test_a_reload_in_the_middle_restarts_the_video(page):
    first = video_url(page)
    browser_steps.watch(page)
    page.reload()
    assert video_url(page) == first
    assert page.query_selector("[data-questions][disabled]")
    browser_steps.watch_and_rate(page)
    assert saved_ratings() == {1: {7}}


def test_an_answer_is_sent_again_after_a_lost_reply(page):
    lost = []

    def drop_first_reply(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/answer", drop_first_reply)
    browser_steps.watch_and_rate(page)
    assert lost
    assert saved_ratings() == {1: {7}}


def test_an_answer_is_sent_again_while_the_server_restarts(page):
    down = [502, 503, 502]
    page.route("**/answer", lambda route: route.fulfill(status=down.pop()) if down else route.continue_())
    browser_steps.watch_and_rate(page)
    assert not down
    assert saved_ratings() == {1: {7}}


def test_continuing_on_another_device(page, browser):
    browser_steps.watch_and_rate(page)
    phone = open_page(browser, **PHONE)
    phone.goto(page.url)
    assert video_url(phone) == video_url(page)
    browser_steps.watch_and_rate(phone, 4)
    page.reload()
    assert video_url(page) == video_url(phone)
    assert saved_ratings() == {1: {7}, 2: {4}}
    assert Participation.objects.count() == 1


def test_an_answer_survives_closing_the_page_while_offline(page):
    url = page.url
    browser_steps.watch(page)
    browser_steps.rate_all(page, 9)
    page.context.set_offline(True)
    page.click("[data-submit]")
    page.wait_for_selector("text=Your answer is kept")
    context = page.context
    page.close()
    context.set_offline(False)
    assert saved_ratings() == {}
    again = context.new_page()
    again.goto(url)
    again.wait_for_function("() => document.querySelector('.bar-end strong')?.textContent === '2'")
    assert saved_ratings() == {1: {9}}
    assert again.evaluate("localStorage.length") == 0


def test_resending_an_answer_does_not_disturb_the_next_video(page):
    """The server has the answer, the reply was lost, and the page is reloaded: the video that plays goes on."""
    browser_steps.watch(page)
    browser_steps.rate_all(page)
    page.route("**/answer", lambda route: [route.fetch(), route.abort("connectionreset")])
    page.click("[data-submit]")
    page.wait_for_selector("text=Your answer is kept")
    page.unroute("**/answer")
    page.add_init_script("addEventListener('load', () => (document.querySelector('video').marker = true))")
    with page.expect_response("**/answer"):
        page.reload()
    page.click("[data-play]")
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    page.wait_for_function("() => localStorage.length === 0")
    assert page.evaluate("() => document.querySelector('video').marker")
    assert saved_ratings() == {1: {7}}


def test_frames_are_counted(page):
    browser_steps.watch_and_rate(page)
    playback = Trial.objects.get(position=1).playback
    assert playback["frames"] > 0
    assert playback["dropped"] >= 0


def test_the_next_video_is_preloaded(page):
    browser_steps.watch(page)
    ahead = page.get_attribute("[data-preload]", "data-preload")
    page.wait_for_function(
        "(ahead) => performance.getEntriesByType('resource').some((entry) => entry.name.endsWith(ahead))", arg=ahead
    )
    browser_steps.rate_all(page)
    with browser_steps.expect_next_page(page):
        page.click("[data-submit]")
    assert video_url(page) == ahead
