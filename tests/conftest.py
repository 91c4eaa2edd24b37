"""What all tests share."""

import signal
from pathlib import Path

import hypothesis
import pytest

# The first call of a library may take half a second on a busy machine; that is no matter of the property.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_configure() -> None:
    """Let the programs that tests start hear Ctrl-C, which a run in the background ignores and they would inherit."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def state(settings, tmp_path: Path) -> Path:
    """Give each test a state folder and a store of its own."""
    settings.STATE = tmp_path / "state"
    settings.STORE = settings.STATE / "store"
    return settings.STATE


@pytest.fixture
def one_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have reports draw one figure only: drawing all takes seconds, and `tests/analysis/report` does it."""
    from analysis.report import figure_data  # noqa: PLC0415 - few tests need it

    monkeypatch.setattr(figure_data, "FIGURES", {"means": figure_data.FIGURES["means"]})
