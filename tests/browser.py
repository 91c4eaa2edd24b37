"""A real browser for tests: the system's Chromium, which tells of every complaint it has about our pages."""

import os
import shutil
from collections.abc import Iterator

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LISTEN = "addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective))"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """Start Chromium once per module; without it the tests are skipped, in CI they fail."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        skip_or_fail = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        skip_or_fail("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - 0.2 s that only these tests need

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django refuses the database otherwise.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def browser(chromium) -> Iterator:
    """Give Chromium without any page of an earlier test."""
    yield chromium
    for context in chromium.contexts:
        context.close()


def open_page(browser, **options):
    """Return a page; its list `complaints` fills with errors, blocked resources and breaches of the policy."""
    page = browser.new_context(**options).new_page()
    page.add_init_script(LISTEN)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
    return page
