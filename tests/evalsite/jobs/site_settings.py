"""Settings for real workers in tests: sample job kinds and short leases."""

from evalsite.jobs import registry
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.evalsite.jobs.sample_jobs"]
JOBS_LEASE = 4.0
JOBS_HEARTBEAT = 1.0
JOBS_RECONCILE = 0.5
registry.KILL_GRACE_SECONDS = 3.0
