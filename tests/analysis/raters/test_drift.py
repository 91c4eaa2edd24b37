"""Drift is found in data simulated with drift, and nowhere else."""

import numpy as np
import pytest

from analysis.raters.drift import rating_drift
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings


def test_rating_drift_is_estimated() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0}, raters=15, clips=10, seed=2)
    orders = np.random.default_rng(0).permuted(np.tile(np.arange(20.0), (15, 1)), axis=1)
    position = orders[ratings.rater, ratings.condition * 10 + ratings.clip]
    placed = Ratings(**{**vars(ratings), "position": position})
    moved = Ratings(**{**vars(placed), "rating": placed.rating - 0.2 * position})
    still, result = rating_drift(placed, 0.05), rating_drift(moved, 0.05)
    assert (result.per_ten_trials or 0) - (still.per_ten_trials or 0) == pytest.approx(-2, abs=0.3)
    assert (result.p or 1) < 0.001 < (still.p or 0)
    assert (result.second_half or 0) < -1
    assert "position" in str(rating_drift(ratings, 0.05).reason)
