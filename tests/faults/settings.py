"""The product's own settings, leases and all, with a few kinds of job more; FAULTS (JSON) says what a round changes."""

import json
import os

from evalsite import processes
from evalsite.settings import *  # noqa: F403
from evalsite.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.job_kinds"]

CHANGED = json.loads(os.environ.get("FAULTS", "{}"))
if "MACHINE" in CHANGED:
    # As far as leases can tell, this process runs on a machine of that name: nobody here sees whether it lives.
    processes._machine_id = lambda: CHANGED["MACHINE"]  # noqa: SLF001
globals().update(CHANGED)
