"""The bootstrap over raters and clips."""

import numpy as np
import pytest

from analysis.comparisons.bootstrap import cluster_bootstrap
from analysis.rating_simulation import StandardDeviations, simulate_ratings


def test_interval_coverage_with_clip_by_condition_effects() -> None:
    """Ratings drawn as if independent would miss the truth far more often."""
    spread = StandardDeviations(1.0, 0.5, 0.4, 0.8, 1.0)
    hits = 0
    for seed in range(40):
        drawn = cluster_bootstrap(
            simulate_ratings({"a": 0, "b": 0}, raters=12, clips=12, seed=seed, deviations=spread), alpha=0.05, seed=1
        )
        low, high = drawn.interval(np.array([1.0, -1.0]))
        hits += (low or 0) <= 0 <= (high or 0)
    assert hits >= 34


def test_the_mean_of_the_resamples_is_the_difference() -> None:
    ratings = simulate_ratings({"a": 0, "b": 2}, raters=12, clips=8, seed=1)
    drawn = cluster_bootstrap(ratings, alpha=0.05, seed=1)
    means = [ratings.rating[ratings.condition == code].mean() for code in (0, 1)]
    assert drawn.means.mean(axis=0) == pytest.approx(means, abs=0.05)


def test_the_seed_determines_the_interval() -> None:
    ratings = simulate_ratings({"a": 0, "b": 2}, raters=6, clips=4, seed=1)
    first, again = (cluster_bootstrap(ratings, alpha=0.05, seed=2).interval(np.array([1.0, -1.0])) for _ in range(2))
    assert first == again
    only = ratings.where(ratings.condition == 0)
    assert cluster_bootstrap(only, alpha=0.05, seed=2).interval(np.array([1.0, -1.0])) == (None, None)
