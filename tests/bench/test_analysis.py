"""The page of the analysis' times says what was measured and marks what was missed."""

import csv
import time
from pathlib import Path

import pytest

from bench.analysis import JOBS, TABLES, Job, clocked, row, turns, write
from bench.tables import ratings

JOB = Job("fit", "lme4_full", "1,000", len, 1, 1 / 20)


@pytest.mark.parametrize(("theirs", "said"), [(0.020, "1/20.0 | ≤ 1/20 |"), (0.019, "1/19.0 | ≤ 1/20 **missed** |")])
def test_a_ratio_below_its_target_is_marked(theirs: float, said: str) -> None:
    found = row(JOB, 0.001, theirs)
    assert found.startswith("| fit | 1,000 | 1.0 ms | lme4 ")
    assert found.endswith(said)


def test_both_alternate_and_the_minimum_time_counts() -> None:
    order: list[str] = []
    times = iter([3.0, 1.0, 2.0])

    def peer() -> float:
        order.append("peer")
        return next(times)

    mine, theirs = turns(lambda: order.append("ours"), peer, 3)
    assert order == ["ours", "peer"] * 3
    assert theirs == 1.0
    assert 0 < mine < 1


def test_elapsed_seconds() -> None:
    assert 0.01 <= clocked(lambda: time.sleep(0.01)) < 1


def test_the_csv_for_r_has_labels(tmp_path: Path) -> None:
    table = ratings(3, 2, 2)
    with write(table, tmp_path / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(table)
    assert {(each["rater"][0], each["clip"][0], each["condition"][0]) for each in rows} == {("r", "k", "c")}
    assert [float(each["rating"]) for each in rows] == table.rating.tolist()


@pytest.mark.parametrize("job", [job for job in JOBS if job.table == "1,000"], ids=lambda job: job.peer)
def test_every_benchmark_on_the_small_table_runs(job: Job) -> None:
    assert job.ours(ratings(*TABLES[job.table])) is not None
