"""What happens to people at their screens: two clicks, two tabs, back, reload, a lost reply, a server that restarts."""

import pytest

from evalsite.questionnaire import tokens, workflow
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
    person = workflow.create_participation(open_study(seconds=0.4, video=video, protocol={"practice": 0}))
    workflow.record_consent(person)
    workflow.start_trials(person)
    page = open_page(browser, **DESKTOP)
    page.goto(f"{live_server.url}/p/{tokens.participation_token(person.pk)}/")
    return page


def shown(page) -> str:
    """Return the address of the page's video."""
    return page.get_attribute("video", "src")


def ratings() -> dict[int, set[int]]:
    """Return the ratings by position, of which each has three."""
    rated = {
        trial.position: [each.value for each in trial.ratings.all()] for trial in Trial.objects.exclude(valid=False)
    }
    assert all(len(values) == 3 for values in rated.values())
    return {position: set(values) for position, values in rated.items()}


def test_a_double_click(page):
    browser_steps.watch(page)
    browser_steps.rate_all(page)
    with browser_steps.expect_next_page(page):
        page.dblclick("[data-submit]")
    assert ratings() == {1: {7}}


def test_two_tabs_with_different_answers(page):
    other = page.context.new_page()
    other.goto(page.url)
    assert shown(other) == shown(page)
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
    assert shown(other) == shown(page)
    assert ratings() == {1: {8}}


def test_back_and_reload_show_what_is_next(page):
    browser_steps.watch_and_rate(page)
    second = shown(page)
    page.go_back()
    page.go_forward()
    page.reload()
    assert shown(page) == second
    browser_steps.watch_and_rate(page, 5)
    assert ratings() == {1: {7}, 2: {5}}


def test_the_next_video_comes_without_a_new_page(page):
    page.evaluate("() => (window.answers_kept = true)")
    for number, value in ((2, 7), (3, 4)):
        browser_steps.watch_and_rate(page, value)
        assert page.title().startswith(f"Video {number}")
        assert page.evaluate("() => window.answers_kept && document.activeElement.matches('[data-play]')")
        assert page.get_attribute("video", "src").rpartition("/")[2] == Trial.objects.get(position=number).media_id
    assert ratings() == {1: {7}, 2: {4}}
    assert page.complaints == []


def test_a_reload_in_the_middle_begins_the_video_again(page):
    first = shown(page)
    browser_steps.watch(page)
    page.reload()
    assert shown(page) == first
    assert page.query_selector("[data-questions][disabled]")
    browser_steps.watch_and_rate(page)
    assert ratings() == {1: {7}}


def test_a_lost_reply(page):
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/answer", lose)
    browser_steps.watch_and_rate(page)
    assert lost
    assert ratings() == {1: {7}}


def test_a_restarting_server(page):
    down = [502, 503, 502]
    page.route("**/answer", lambda route: route.fulfill(status=down.pop()) if down else route.continue_())
    browser_steps.watch_and_rate(page)
    assert not down
    assert ratings() == {1: {7}}


def test_continuing_on_another_device(page, browser):
    browser_steps.watch_and_rate(page)
    phone = open_page(browser, **PHONE)
    phone.goto(page.url)
    assert shown(phone) == shown(page)
    browser_steps.watch_and_rate(phone, 4)
    page.reload()
    assert shown(page) == shown(phone)
    assert ratings() == {1: {7}, 2: {4}}
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
    assert ratings() == {}
    again = context.new_page()
    again.goto(url)
    again.wait_for_function("() => document.querySelector('.bar-end strong')?.textContent === '2'")
    assert ratings() == {1: {9}}
    assert again.evaluate("localStorage.length") == 0


def test_resending_an_answer_does_not_disturb_the_next_video(page):
    """The server has it, the reply was lost, and the page is loaded anew: what plays there goes on."""
    browser_steps.watch(page)
    browser_steps.rate_all(page)
    page.route("**/answer", lambda route: [route.fetch(), route.abort("connectionreset")])
    page.click("[data-submit]")
    page.wait_for_selector("text=Your answer is kept")
    page.unroute("**/answer")
    page.add_init_script("addEventListener('load', () => (document.querySelector('video').answers_kept = true))")
    with page.expect_response("**/answer"):
        page.reload()
    page.click("[data-play]")
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    page.wait_for_function("() => localStorage.length === 0")
    assert page.evaluate("() => document.querySelector('video').answers_kept")
    assert ratings() == {1: {7}}


def test_a_hidden_tab_pauses_the_video_and_records_it(page):
    page.evaluate("""document.querySelector('video').addEventListener('playing', () => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    }, { once: true })""")
    page.click("[data-play]")
    page.wait_for_selector(".play-label:text-is('Continue')")
    page.evaluate("delete document.hidden")
    browser_steps.watch_and_rate(page)
    events = [event for _, _, event in Trial.objects.get(position=1).playback["events"]]
    assert {"hidden", "pause", "ended"} <= set(events)
    assert ratings() == {1: {7}}


def test_frames_are_counted(page):
    browser_steps.watch_and_rate(page)
    playback = Trial.objects.get(position=1).playback
    assert playback["frames"] > 0
    assert playback["dropped"] >= 0


def test_the_next_video_is_preloaded(page):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    browser_steps.watch(page)
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').filter(e => e.name.includes('/video/')).length > 1"
    )
    ahead = page.get_attribute("[data-preload]", "data-preload")
    assert any(url.endswith(ahead) for url in fetched)
    browser_steps.rate_all(page)
    with browser_steps.expect_next_page(page):
        page.click("[data-submit]")
    assert shown(page) == ahead
