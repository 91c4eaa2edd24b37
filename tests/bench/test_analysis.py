"""Rows of the page, alternating measurement, and every benchmark on the small table."""

import csv
import time
from pathlib import Path

import pytest

from bench.analysis import (
    BENCHMARKS,
    TABLES,
    Benchmark,
    elapsed_seconds,
    fastest_alternating_runs,
    format_row,
    write_csv_for_r,
)
from bench.tables import ratings

BENCHMARK = Benchmark("fit", "lme4_full", "1,000", len, 1, 1 / 20)


@pytest.mark.parametrize(
    ("peer_seconds", "ending"), [(0.020, "1/20.0 | ≤ 1/20 |"), (0.019, "1/19.0 | ≤ 1/20 **missed** |")]
)
def test_a_ratio_below_its_target_is_marked(peer_seconds: float, ending: str) -> None:
    row = format_row(BENCHMARK, 0.001, peer_seconds)
    assert row.startswith("| fit | 1,000 | 1.0 ms | lme4 ")
    assert row.endswith(ending)


def test_both_alternate_and_the_minimum_time_counts() -> None:
    order: list[str] = []
    times = iter([3.0, 1.0, 2.0])

    def peer() -> float:
        order.append("peer")
        return next(times)

    our_seconds, peer_seconds = fastest_alternating_runs(lambda: order.append("ours"), peer, 3)
    assert order == ["ours", "peer"] * 3
    assert peer_seconds == 1.0
    assert our_seconds > 0


def test_elapsed_seconds() -> None:
    assert elapsed_seconds(lambda: time.sleep(0.01)) >= 0.01


def test_the_csv_for_r_has_labels(tmp_path: Path) -> None:
    table = ratings(3, 2, 2)
    with write_csv_for_r(table, tmp_path / "t.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(table)
    assert {(each["rater"][0], each["clip"][0], each["condition"][0]) for each in rows} == {("r", "k", "c")}
    assert [float(each["rating"]) for each in rows] == table.rating.tolist()


@pytest.mark.parametrize(
    "benchmark",
    [benchmark for benchmark in BENCHMARKS if benchmark.table == "1,000"],
    ids=lambda benchmark: benchmark.peer,
)
def test_every_benchmark_on_the_small_table_runs(benchmark: Benchmark) -> None:
    assert benchmark.ours(ratings(*TABLES[benchmark.table])) is not None
