"""Three thousand jobs on a laptop's transport, two real workers: each is done once, and none twice."""

from collections import Counter

import pytest

from tests.faults import invariants
from tests.faults.ground import Ground
from tests.faults.prepare import migrated

MANY = 3000


@pytest.mark.slow
def test_three_thousand_jobs_on_files_are_done_once_each(tmp_path):
    ground = Ground(tmp_path / "ground", migrated(tmp_path / "prepared"))
    try:
        for _ in range(2):
            ground.worker()
        ground.write(MANY, pause=0, size=2)
        ground.wait_for_state("done", 900)
        invariants.check(ground)
        assert Counter(word for word, *_ in ground.runs()) == {"begun": MANY, "ended": MANY}
        assert {job["attempt"] for job in ground.jobs()} == {1}
    finally:
        ground.end()
