"""Three thousand jobs on a laptop's transport, two real workers: each is done once, and none twice."""

from collections import Counter

import pytest

from tests.faults import invariants
from tests.faults.fault_site import FaultSite
from tests.faults.templates import create_sqlite_template

MANY = 3000


@pytest.mark.slow
def test_three_thousand_jobs_run_once_each(tmp_path):
    site = FaultSite(tmp_path / "site", create_sqlite_template(tmp_path / "prepared"))
    try:
        for _ in range(2):
            site.worker()
        site.enqueue_writes(MANY, pause=0, size=2)
        site.wait_for_state("done", 900)
        invariants.check(site)
        assert Counter(word for word, *_ in site.runs()) == {"started": MANY, "ended": MANY}
        assert {job["attempt"] for job in site.jobs()} == {1}
    finally:
        site.end()
