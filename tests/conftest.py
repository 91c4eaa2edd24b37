"""What all tests share."""

import signal
from pathlib import Path

import pytest


def pytest_configure() -> None:
    """Let the programs that tests start hear Ctrl-C, which a run in the background ignores and they would inherit."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def state(settings, tmp_path: Path) -> Path:
    """Give each test a state folder and a store of its own."""
    settings.STATE = tmp_path / "state"
    settings.STORE = settings.STATE / "store"
    return settings.STATE
