"""Results have the same bytes, whatever number of threads the environment gives to linear algebra."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.rating_simulation import simulate_ratings
from analysis.ratings_csv import format_ratings_csv

ANALYSE = """
import numpy, scipy.linalg, sys
from analysis.pipeline import analyse
from analysis.rating_simulation import simulate_ratings
ratings = simulate_ratings(dict.fromkeys("abcde", 0.0), raters=24, clips=12, seed=1)
sys.stdout.write(analyse(ratings.where(ratings.rating < 9)).to_json())
"""


@pytest.fixture
def with_threads(monkeypatch: pytest.MonkeyPatch):
    def run(threads: str, *arguments: str) -> bytes:
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            monkeypatch.setenv(name, threads)
        return subprocess.run([sys.executable, *arguments], capture_output=True, check=True).stdout

    return run


def test_the_library_gives_the_same_bytes_with_any_number_of_threads(with_threads) -> None:
    assert len({with_threads(threads, "-c", ANALYSE) for threads in ("1", "4")}) == 1


@pytest.mark.slow
def test_the_command_gives_the_same_bytes_with_any_number_of_threads(with_threads, tmp_path: Path) -> None:
    ratings = simulate_ratings(dict.fromkeys("abcdef", 0.0), raters=24, clips=12, seed=1)
    path = tmp_path / "ratings.csv"
    path.write_text(format_ratings_csv(ratings.where(ratings.rating < 9)))
    results = set()
    for threads in ("1", "2", "4"):
        with_threads(threads, "-m", "analysis", "report", str(path), "--out", str(tmp_path / threads))
        results.add((tmp_path / threads / "bundle.zip").read_bytes())
    assert len(results) == 1
