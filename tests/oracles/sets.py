"""The tables of ratings that R saw: `python -m tests.oracles.sets DIR` writes them, `run.sh` gives them to R."""

import csv
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from analysis.rating_simulation import StandardDeviations, simulate_ratings
from analysis.ratings import Ratings
from analysis.ratings_csv import rating_rows

FIVE = {"a": 0.0, "b": 0.3, "c": 0.6, "d": 0.2, "e": 1.2}
FOUR = {"a": 0.0, "b": 0.2, "c": -0.3, "d": 0.4}
NAMES = ("balanced", "missing", "singular", "larger", "few")
CONTRAST_NAMES = ("nearly", "sparse", "nested", "between", "groups")
RANK_NAMES = {f"clips{clips}": clips for clips in (3, 6, 7, 9, 12)}
QUESTIONS = ("brows", "mouth", "trust")
UNEQUAL = StandardDeviations(1.2, 0.6, 0.9, 0.5, 1.2)


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


@cache
def contrast_set(name: str) -> Ratings:
    """Return one of the sets of contrasts' own models: nearly complete, sparse, nested clips, or between raters.

    In `groups` the conditions have different numbers of raters.
    """
    if name in NAMES:
        return oracle_set(name)
    if name == "nearly":
        return _remove_ratings(simulate_ratings(FOUR, raters=12, clips=8, seed=11, deviations=UNEQUAL), 0.02)
    if name == "sparse":
        return _remove_ratings(simulate_ratings(FOUR, raters=14, clips=8, seed=12, deviations=UNEQUAL), 0.4)
    if name == "groups":
        ratings = simulate_ratings(FOUR, raters=44, clips=9, seed=14, deviations=UNEQUAL)
        return ratings.where(np.searchsorted([6, 16, 30], ratings.rater, side="right") == ratings.condition)
    ratings = simulate_ratings(FOUR, raters=16, clips=12, seed=13, deviations=UNEQUAL)
    own = ratings.clip if name == "nested" else ratings.rater
    return ratings.where(own % 4 == ratings.condition)


@cache
def rank_set(name: str) -> Ratings:
    """Return a complete set whose rater means are no exact binary fractions, for the rank tests."""
    return simulate_ratings(FOUR, raters=20, clips=RANK_NAMES[name], seed=21)


@cache
def question_set() -> Ratings:
    """Return ratings of three questions in a random order of each rater's trials; a few are missing."""
    ratings = simulate_ratings(FOUR, raters=14, clips=6, seed=31, deviations=UNEQUAL, questions=QUESTIONS)
    chance = np.random.default_rng(32)
    orders = chance.permuted(np.tile(np.arange(1.0, 25), (14, 1)), axis=1)
    placed = replace(ratings, position=orders[ratings.rater, ratings.clip * 4 + ratings.condition])
    trial = (placed.rater * 24 + placed.position - 1).astype(int)
    return placed.where((chance.random(14 * 24) >= 0.02)[trial])


def _remove_ratings(ratings: Ratings, share: float) -> Ratings:
    return ratings.where(np.random.default_rng(9).random(len(ratings)) >= share)


def write(folder: Path) -> None:
    """Write every set as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*NAMES, *CONTRAST_NAMES, *RANK_NAMES):
        ratings = rank_set(name) if name in RANK_NAMES else contrast_set(name)
        codes = zip(ratings.rater, ratings.clip, ratings.condition, ratings.rating, strict=True)
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["rater", "clip", "condition", "rating"])
            writer.writerows(
                [ratings.raters[i], ratings.clips[k], ratings.conditions[c], int(y)] for i, k, c, y in codes
            )
    with (folder / "questions.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rater", "clip", "condition", "question", "rating", "position"])
        writer.writerows((*row[:5], row.position) for row in rating_rows(question_set()))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
