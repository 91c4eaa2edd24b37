"""Carry-over is found where the previous condition changes the rating, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.raters.carry_over import carry_over
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from tests.analysis.oracle import from_r
from tests.oracles.sets import question_set

EFFECTS = {"a": -1.5, "b": 0.0, "c": 1.5}


def placed(seed: int = 0, raters: int = 20) -> Ratings:
    """Return ratings with a random order of each rater's trials."""
    ratings = simulate_ratings(EFFECTS, raters=raters, clips=10, seed=seed)
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(1.0, 31), (raters, 1)), axis=1)
    return replace(ratings, position=orders[ratings.rater, ratings.condition * 10 + ratings.clip])


def with_effect(ratings: Ratings, slope: float) -> Ratings:
    """Return the ratings moved by a share of the previous condition's effect."""
    condition = {(r, p): c for r, p, c in zip(ratings.rater, ratings.position, ratings.condition, strict=True)}
    before = [condition.get((r, p - 1)) for r, p in zip(ratings.rater, ratings.position, strict=True)]
    shift = [0.0 if code is None else slope * list(EFFECTS.values())[code] for code in before]
    return replace(ratings, rating=ratings.rating + np.array(shift))


@pytest.mark.parametrize("slope", [-0.3, 0.4])
def test_a_carry_over_effect_is_estimated(slope: float) -> None:
    ratings = placed()
    still, moved = carry_over(ratings, 0.05), carry_over(with_effect(ratings, slope), 0.05)
    means = np.array([ratings.rating[ratings.condition == code].mean() for code in range(3)])
    per_recorded_point = np.polyfit(means, list(EFFECTS.values()), 1)[0]
    assert moved.slope - still.slope == pytest.approx(slope * per_recorded_point, abs=0.04)
    assert moved.ci_low < moved.slope < moved.ci_high
    assert (moved.p < 0.01, moved.n, moved.pairs) == (True, 20, 20 * 29)


def test_trials_after_a_trial_that_is_not_analysed_do_not_count() -> None:
    ratings = placed(raters=5)
    apart = replace(ratings, position=2 * ratings.position)
    assert carry_over(apart, 0.05).reason.startswith("fewer than two raters")
    assert carry_over(ratings.where(ratings.position != 10), 0.05).pairs == 5 * 27


def test_without_positions_or_with_one_condition_there_is_a_reason() -> None:
    ratings = placed()
    assert "no positions" in carry_over(replace(ratings, position=np.full(len(ratings), np.nan)), 0.05).reason
    assert carry_over(ratings.where(ratings.condition == 0), 0.05).slope is None


@pytest.mark.parametrize("question", ["brows", "mouth", "trust"])
def test_it_agrees_with_r(question: str) -> None:
    found, r = carry_over(question_set().of_question(question), 0.05), from_r("questions")["carry_over"][question]
    numbers = (found.slope, found.ci_low, found.ci_high, found.df, found.p, found.pairs)
    assert numbers == pytest.approx(tuple(r[name] for name in ("slope", "low", "high", "df", "p", "pairs")), rel=1e-9)


@pytest.mark.slow
def test_false_alarms_stay_near_five_percent() -> None:
    assert 0.02 <= np.mean([carry_over(placed(seed), 0.05).p < 0.05 for seed in range(400)]) <= 0.08
