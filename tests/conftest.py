"""What tests of the site share."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def state(settings, tmp_path: Path) -> Path:
    """Give each test a state folder and a store of its own."""
    settings.STATE = tmp_path / "state"
    settings.STORE = settings.STATE / "store"
    return settings.STATE
