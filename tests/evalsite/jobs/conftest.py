import pytest

from tests.evalsite.jobs.processes import fresh_place, site
from tests.evalsite.jobs.toy.handlers import register_all

__all__ = ["fresh_place", "site"]


@pytest.fixture(autouse=True)
def toys():
    """Make the toy kinds known."""
    register_all()
