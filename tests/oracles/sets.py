"""The tables of ratings that R saw: `python -m tests.oracles.sets DIR` writes them, `run.sh` gives them to R."""

import csv
import sys
from functools import cache
from pathlib import Path

import numpy as np

from analysis.rating_simulation import StandardDeviations, simulate_ratings
from analysis.ratings import Ratings

FIVE = {"a": 0.0, "b": 0.3, "c": 0.6, "d": 0.2, "e": 1.2}
FOUR = {"a": 0.0, "b": 0.2, "c": -0.3, "d": 0.4}
NAMES = ("balanced", "missing", "singular", "larger", "few")


@cache
def oracle_set(name: str) -> Ratings:
    """Return one of the sets; the same on every machine."""
    if name == "balanced":
        return simulate_ratings(FIVE, raters=20, clips=10, seed=1)
    if name == "missing":
        return _remove_ratings(simulate_ratings(FIVE, raters=20, clips=10, seed=2), 0.25)
    if name == "singular":
        return simulate_ratings(
            FIVE, raters=20, clips=10, seed=6, deviations=StandardDeviations(1.0, 0.0, 0.0, 0.3, 1.5)
        )
    if name == "larger":
        return _remove_ratings(simulate_ratings(FOUR, raters=60, clips=16, seed=4), 0.3)
    return _remove_ratings(
        simulate_ratings(FOUR, raters=6, clips=4, seed=5, deviations=StandardDeviations(1.0, 0.8, 0.6, 0.6, 1.0)), 0.15
    )


def _remove_ratings(ratings: Ratings, share: float) -> Ratings:
    return ratings.where(np.random.default_rng(9).random(len(ratings)) >= share)


def write(folder: Path) -> None:
    """Write every set as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        ratings = oracle_set(name)
        codes = zip(ratings.rater, ratings.clip, ratings.condition, ratings.rating, strict=True)
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["rater", "clip", "condition", "rating"])
            writer.writerows(
                [ratings.raters[i], ratings.clips[k], ratings.conditions[c], int(y)] for i, k, c, y in codes
            )


if __name__ == "__main__":
    write(Path(sys.argv[1]))
