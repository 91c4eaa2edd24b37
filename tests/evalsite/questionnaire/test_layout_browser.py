"""The layout of a trial: what is seen together, what stays in its place, and that no value looks chosen in advance."""

import pytest

from tests.accessible import accessibility_problems, jumps, watch_for_jumps
from tests.browser import DESKTOP, PHONE, open_page
from tests.evalsite.questionnaire import browser_steps
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WINDOWS = {
    "phone": (390, 844),
    "small phone": (360, 640),
    "phone on its side": (740, 360),
    "small phone on its side": (640, 360),
    "1280 × 800 at 200 %": (640, 400),
    "1366 × 768 at 200 %": (683, 384),
    "desktop": (1280, 800),
}
LONG_TITLE = {"name": "faces", "title": "How natural are the faces of twelve people who tell what they did on Sunday?"}
RING = "element => getComputedStyle(element).outlineStyle"


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> bytes:
    return browser_steps.create_video(tmp_path_factory.mktemp("videos") / "video.mp4", 0.4)


@pytest.fixture
def trial_page(browser, live_server, video):
    """Return a function that opens the first video of a study in a window."""

    def opened(*, tables: dict | None = None, **device):
        page = open_page(browser, **device)
        watch_for_jumps(page)
        complete = {"protocol": {"practice": 0}, **(tables or {})}
        page.goto(browser_steps.first_video_url(live_server, open_study(seconds=0.4, video=video, **complete)))
        return page

    return opened


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("scale", [[1, 10], [0, 100]], ids=["buttons", "slider"])
def test_the_video_and_its_first_question_are_seen_together(trial_page, window, scale):
    width, height = window
    page = trial_page(viewport={"width": width, "height": height}, tables={"design": {"scale": scale}})
    browser_steps.watch(page)
    video, question = page.locator("video").bounding_box(), page.locator(".question").first.bounding_box()
    assert page.evaluate("scrollY") == 0
    for box in (video, question):
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
    assert video["height"] >= 180
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert jumps(page) == []
    assert accessibility_problems(page) == []


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_header_keeps_its_height_from_the_first_page_to_the_last(browser, live_server, video, device):
    study = open_study(seconds=0.4, video=video, study=LONG_TITLE, protocol={"practice": 1}, clips=1)
    page = open_page(browser, **device)
    page.goto(f"{live_server.url}/s/{study.slug}/")
    heights = [page.locator("header .bar").bounding_box()["height"]]

    def measure() -> None:
        heights.append(page.locator("header .bar").bounding_box()["height"])

    browser_steps.click_primary(page)
    measure()
    browser_steps.pass_device_check(page)
    measure()
    browser_steps.click_primary(page)
    while page.query_selector("video"):
        measure()
        browser_steps.watch_and_rate(page)
    measure()
    assert len(heights) == 7
    assert len(set(heights)) == 1


def test_the_labels_of_a_slider_end_where_it_ends(trial_page):
    page = trial_page(**PHONE, tables={"design": {"scale": [0, 100]}})
    slider, labels = (
        page.locator(f".question {each}").first.bounding_box() for each in ("[data-slider]", ".scale-ends")
    )
    assert (labels["x"], labels["width"]) == (slider["x"], slider["width"])


@pytest.mark.parametrize("scale", [[1, 10], [0, 100]], ids=["buttons", "slider"])
def test_after_a_video_no_value_has_the_focus(trial_page, scale):
    page = trial_page(**DESKTOP, tables={"design": {"scale": scale}})
    page.keyboard.press("Enter")
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    assert page.evaluate("document.activeElement.matches('.question')")
    assert page.locator(".question").first.evaluate(RING) == "solid"
    assert page.locator(".question :focus").count() == 0
    assert not page.query_selector(".question :checked")


def test_the_keyboard_focus_is_around_the_whole_scale_until_a_value_is_chosen(trial_page):
    page = trial_page(**DESKTOP)
    page.keyboard.press("Enter")
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    page.keyboard.press("Tab")
    scale = page.locator(".scale").first
    first, second = scale.locator("label").all()[:2]
    assert first.locator("input").evaluate("element => element === document.activeElement")
    assert (scale.evaluate(RING), first.evaluate(RING)) == ("solid", "none")
    page.keyboard.press("ArrowRight")
    assert (scale.evaluate(RING), second.evaluate(RING)) == ("none", "solid")


def test_digits_go_into_the_number_field_of_a_slider(trial_page):
    page = trial_page(**DESKTOP, tables={"design": {"scale": [0, 100]}})
    page.keyboard.press("Enter")
    page.wait_for_selector(browser_steps.UNLOCKED_QUESTIONS)
    for value in ("51", "0", "100"):
        page.keyboard.type(value)
        assert page.locator(":focus").input_value() == value
        if value != "100":
            page.keyboard.press("Enter")
    with browser_steps.expect_next_page(page):
        page.keyboard.press("Enter")
    assert page.title().startswith("Video 2")
