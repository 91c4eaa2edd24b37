"""Every participant page: accessible, within the security policy, without layout shift or horizontal scrolling."""

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.studies import lifecycle
from tests.accessible import accessibility_problems, jumps, watch_for_jumps
from tests.browser import open_page
from tests.evalsite.questionnaire import browser_steps
from tests.evalsite.questionnaire.study_texts import ARABIC, FORMS, PRACTICE
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
LARGE = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}
WAYS = (
    pytest.param(SMALL, "", id="a small phone"),
    pytest.param(LARGE, "?lang=ar", id="dark, in Arabic", marks=pytest.mark.slow),
)
IN_HAND = "() => document.activeElement === document.querySelector('[data-feedback], [data-play]')"
GERMAN = {"name": "faces", "title": "Wie natürlich ist dieses Gesicht?", "language": "de"}
CHECK = [{"kind": "instructed", "answer": 3}]


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> bytes:
    return browser_steps.create_video(tmp_path_factory.mktemp("videos") / "video.mp4", 0.6)


@pytest.fixture
def page_of(browser):
    """Return a function that opens a page and one that finds nothing wrong with what it shows."""

    def opened_page(**device):
        page = open_page(browser, **device)
        watch_for_jumps(page)
        return page

    return opened_page


def check(page, heading: str = "") -> None:
    """Find nothing wrong with the page."""
    assert heading in page.inner_text("h1")
    assert accessibility_problems(page) == []
    assert jumps(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert [each for each in page.complaints if "status of 4" not in each] == []


def start_anew(page, url: str) -> None:
    """Go from the link to the consent page again, after another participation in this browser has ended."""
    page.goto(url)
    check(page, "You have already taken part")
    with page.expect_navigation():
        page.click("[name=anew]")


@pytest.mark.parametrize(("device", "query"), WAYS)
def test_pages_from_welcome_to_end(page_of, live_server, video, device, query):
    tables = {
        "protocol": {"break_every": 5, "repeats": 2},
        "translations": {"ar": ARABIC},
        "checks": 2 * CHECK,
        "practice": PRACTICE,
    }
    open_study(clips=2, seconds=0.6, video=video, **tables, **FORMS)
    page = page_of(**device)
    page.goto(f"{live_server.url}/s/faces/{query}")
    check(page)
    for _ in range(2):
        if page.query_selector("form:not(:has([name=agree]))"):
            browser_steps.click_primary(page)
        else:
            browser_steps.pass_device_check(page)
        check(page)
    page.fill("[name=form-age]", "many")
    page.check("[name=form-english][value='0']")
    browser_steps.click_primary(page)
    check(page)
    page.fill("[name=form-age]", "33")
    browser_steps.click_primary(page)
    check(page)
    browser_steps.click_primary(page)
    kinds = set()
    while True:
        if page.query_selector("[name=after_break]"):
            check(page)
            kinds.add("break")
            browser_steps.click_primary(page)
        if not page.query_selector("video"):
            break
        assert page.evaluate(IN_HAND)
        new = {"feedback"} if page.query_selector("[data-feedback]") else {f"{page.locator('.question').count()} asked"}
        browser_steps.watch(page)
        browser_steps.rate_all(page, 3)
        check(page) if new - kinds else None
        kinds |= new
        with browser_steps.expect_next_page(page):
            page.click("[data-submit]")
    assert kinds == {"break", "feedback", "3 asked", "1 asked"}
    check(page)
    page.check("[name=form-headphones][value='1']")
    browser_steps.click_primary(page)
    check(page)
    assert Participation.objects.get().language == ("ar" if query else "en")
    assert page.evaluate("document.dir") == ("rtl" if query else "ltr")


def test_pages_of_declining_withdrawing_and_screening_out(page_of, live_server, video):
    open_study(video=video, **FORMS)
    page = page_of(**SMALL)
    url = f"{live_server.url}/s/faces/"
    browser_steps.go_to_consent(page, url)
    check(page, "Before you take part")
    page.click("text=No, thank you")
    page.wait_for_selector("text=You have stopped")
    check(page)
    start_anew(page, url)
    browser_steps.pass_device_check(page)
    page.click("footer a")
    check(page, "Stop taking part")
    page.check("[value=keep]")
    browser_steps.click_primary(page)
    check(page, "You have stopped")
    start_anew(page, url)
    browser_steps.pass_device_check(page)
    page.fill("[name=form-age]", "12")
    page.check("[name=form-english][value='0']")
    browser_steps.click_primary(page)
    check(page, "Thank you for your interest")


def test_error_pages(page_of, live_server, video):
    study = open_study(video=video)
    page = page_of(**SMALL)
    page.goto(f"{live_server.url}/p/nobody/")
    check(page, "This link does not work")
    lifecycle.close(study)
    page.goto(f"{live_server.url}/s/faces/")
    check(page, "This study has ended")


def test_a_slider_from_0_to_100(page_of, live_server, video):
    # In German, whose words are the longest.
    open_study(seconds=0.6, video=video, design={"scale": [0, 100]}, study=GERMAN)
    page = page_of(**SMALL)
    browser_steps.go_to_first_video(page, f"{live_server.url}/s/faces/")
    browser_steps.watch(page)
    assert page.locator("[data-slider].unset").count() == 3
    assert page.is_disabled("[data-submit]")
    first, second, third = page.locator(".question").all()
    first.locator("[data-slider]").click()
    assert first.locator("[type=number]").input_value() == "50"
    first.locator("[data-slider]").press("ArrowRight")
    second.locator("[type=number]").fill("0")
    third.locator("[data-slider]").fill("100")
    assert first.locator("[type=number]").input_value() == "51"
    check(page)
    with browser_steps.expect_next_page(page):
        page.click("[data-submit]")
    browser_steps.watch(page)
    for question, value in zip(page.locator(".question").all(), ("51", "0", "100"), strict=True):
        question.locator("[type=number]").fill(value)
    with browser_steps.expect_next_page(page):
        page.keyboard.press("Enter")
    given = Participation.objects.get().trials.get(position=1).ratings
    assert dict(given.values_list("question", "value")) == {"upper": 51, "middle": 0, "lower": 100}
