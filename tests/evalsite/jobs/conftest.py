import pytest

from tests.evalsite.jobs.toy.handlers import register_all


@pytest.fixture(autouse=True)
def toys():
    """Make the toy kinds known."""
    register_all()
