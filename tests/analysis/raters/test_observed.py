"""Raters: P.913 against the full likelihood, who goes with the rest, drift."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from analysis.raters.drift import drift
from analysis.raters.observed import rater_table
from analysis.raters.p913 import observers
from analysis.ratings import Ratings
from analysis.simulate import simulate


def planted(raters: int = 20, stimuli: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    rater, stimulus = np.repeat(np.arange(raters), stimuli), np.tile(np.arange(stimuli), raters)
    bias, noise = np.linspace(-1, 1, raters), np.linspace(0.8, 2, raters)
    rating = generator.normal(5, 1, stimuli)[stimulus] + bias[rater] + noise[rater] * generator.normal(size=len(rater))
    return rater, stimulus, rating, bias, noise


def test_planted_bias_and_inconsistency_are_found() -> None:
    *table, bias, noise = planted()
    found = observers(*table)
    assert found.bias == pytest.approx(bias, abs=0.6)
    assert found.inconsistency == pytest.approx(noise, rel=0.35)


def test_the_likelihood_is_flat_at_the_estimate() -> None:
    rater, stimulus, rating, _, _ = planted()
    found = observers(rater, stimulus, rating)

    def deviance(x: np.ndarray) -> float:
        quality, bias, noise = x[:60], x[60:80], np.exp(x[80:])
        return float(
            ((rating - quality[stimulus] - bias[rater]) ** 2 / noise[rater] ** 2 / 2 + np.log(noise[rater])).sum()
        )

    x = np.concatenate([found.quality, found.bias, np.log(found.inconsistency)])
    assert approx_fprime(x, deviance, 1e-6) == pytest.approx(np.zeros(len(x)), abs=0.01)


def test_a_rater_who_turns_the_scale_is_seen() -> None:
    ratings = simulate({"a": 0, "b": 3}, raters=10, clips=8, seed=1)
    turned = Ratings(**{**vars(ratings), "rating": np.where(ratings.rater == 4, 11 - ratings.rating, ratings.rating)})
    table = rater_table(turned)
    assert min(table, key=lambda row: row.rest_correlation or 0).rater == "rater 004"
    assert sum(row.n for row in table) == len(ratings)
    assert table[0].median_seconds is None


def test_drift_is_found_and_its_lack_too() -> None:
    ratings = simulate({"a": 0, "b": 0}, raters=15, clips=10, seed=2)
    orders = np.random.default_rng(0).permuted(np.tile(np.arange(20.0), (15, 1)), axis=1)
    position = orders[ratings.rater, ratings.condition * 10 + ratings.clip]
    placed = Ratings(**{**vars(ratings), "position": position})
    moved = Ratings(**{**vars(placed), "rating": placed.rating - 0.2 * position})
    still, found = drift(placed, 0.05), drift(moved, 0.05)
    assert (found.per_ten_trials or 0) - (still.per_ten_trials or 0) == pytest.approx(-2, abs=0.3)
    assert (found.p or 1) < 0.001 < (still.p or 0)
    assert (found.second_half or 0) < -1
    assert "position" in str(drift(ratings, 0.05).reason)
