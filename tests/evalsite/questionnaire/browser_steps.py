"""Steps of a participant in a real browser, on the pages of `visitor.open_study`."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg

from evalsite.questionnaire import device_check, tokens, workflow
from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study

UNLOCKED_QUESTIONS = "[data-questions]:not([disabled])"


def create_video(path: Path, seconds: float = 1, *, noise: int = 0) -> bytes:
    """Return a short video with sound; `noise` makes it large."""
    picture = f"testsrc=s=640x480:r=25:d={seconds},noise=alls={noise}:allf=t"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=d={seconds}"]
    codecs = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart"]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *sources, *codecs, str(path)], check=True)
    return path.read_bytes()


def click_primary(page) -> None:
    """Press the page's main button and wait for the next page."""
    with page.expect_navigation():
        page.click(".primary")


def go_to_consent(page, url: str) -> None:
    """Go from the welcome page to the consent page."""
    page.goto(url)
    click_primary(page)


def pass_device_check(page) -> None:
    """Consent, and count the notes."""
    page.check("[name=agree]")
    click_primary(page)
    page.fill("[name=notes]", device_check.note_counts(Participation.objects.latest("arrived_at").seed))
    click_primary(page)


def go_to_first_video(page, url: str) -> None:
    """Go from the welcome page to the first video."""
    go_to_consent(page, url)
    pass_device_check(page)
    click_primary(page)


def watch(page) -> None:
    """Play the video and wait for the questions."""
    page.click("[data-play]")
    page.wait_for_selector(UNLOCKED_QUESTIONS)


def rate_all(page, value: int = 7) -> None:
    """Choose the same number for every question."""
    for question in page.locator(".question").all():
        question.locator(f"label:has(input[value='{value}'])").click()


@contextmanager
def expect_next_page(page) -> Generator[None]:
    """Wait after the block until another page is there, whether loaded or put in the last one's place."""
    page.evaluate("() => (document.body.dataset.last = '')")
    yield
    page.wait_for_function("() => document.body && !('last' in document.body.dataset)")
    page.wait_for_load_state()


def watch_and_rate(page, value: int = 7) -> None:
    """Watch, rate, and wait for the next page."""
    watch(page)
    rate_all(page, value)
    with expect_next_page(page):
        page.click("[data-submit]")


def first_video_url(live_server, study: Study) -> str:
    """Return the address of a participation that has come to its first video."""
    person = workflow.create_participation(study)
    workflow.record_consent(person)
    workflow.start_trials(person)
    return f"{live_server.url}/p/{tokens.participation_token(person.pk)}/"
