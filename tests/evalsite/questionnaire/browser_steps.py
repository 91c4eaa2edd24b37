"""A participant with a real browser, on the pages of `walk`'s study."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import imageio_ffmpeg

from evalsite.questionnaire import device_check
from evalsite.questionnaire.models import Participation

UNLOCKED = "[data-questions]:not([disabled])"


def film(path: Path, seconds: float = 1) -> bytes:
    """Return a short video with sound."""
    sources = ["-f", "lavfi", "-i", f"testsrc=s=640x480:r=25:d={seconds}", "-f", "lavfi", "-i", f"sine=d={seconds}"]
    codecs = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart"]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *sources, *codecs, str(path)], check=True)
    return path.read_bytes()


def go(page) -> None:
    """Press the page's main button and wait for the next page."""
    with page.expect_navigation():
        page.click(".primary")


def enter(page, url: str) -> None:
    """Come in as far as the consent."""
    page.goto(url)
    go(page)


def pass_check(page) -> None:
    """Consent, and count the notes."""
    page.check("[name=agree]")
    go(page)
    page.fill("[name=notes]", str(device_check.notes_of(Participation.objects.latest("arrived").seed)))
    go(page)


def to_first_video(page, url: str) -> None:
    """Go from the door to the first video."""
    enter(page, url)
    pass_check(page)
    go(page)


def watch(page) -> None:
    """Play the video and wait for the questions."""
    page.click("[data-play]")
    page.wait_for_selector(UNLOCKED)


def choose(page, value: int = 7) -> None:
    """Choose a number for every question."""
    for question in page.locator(".question").all():
        question.locator(f"label:has(input[value='{value}'])").click()


@contextmanager
def turning(page) -> Generator[None]:
    """Wait after the block until another page is there, whether loaded or put in the last one's place."""
    page.evaluate("() => (document.body.dataset.last = '')")
    yield
    page.wait_for_function("() => document.body && !('last' in document.body.dataset)")
    page.wait_for_load_state()


def rate(page, value: int = 7) -> None:
    """Watch, rate, and wait for the next page."""
    watch(page)
    choose(page, value)
    with turning(page):
        page.click("[data-next]")
