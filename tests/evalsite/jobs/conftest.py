import pytest

from tests.evalsite.jobs.processes import site, site_template
from tests.evalsite.jobs.sample_jobs.handlers import register_all

__all__ = ["site", "site_template"]


@pytest.fixture(autouse=True)
def sample_job_kinds():
    """Register the sample job kinds."""
    register_all()
