"""Which conditions are named because raters differ more about them."""

from dataclasses import replace

import numpy as np

from analysis.comparisons.unequal_variances import unequal_variance_warnings
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings


def study(seed: int) -> Ratings:
    return simulate_ratings(dict.fromkeys("abcd", 0.0), raters=25, clips=8, seed=seed)


def test_equal_conditions_are_rarely_named() -> None:
    assert sum(bool(unequal_variance_warnings(study(seed))) for seed in range(40)) <= 3


def test_a_condition_about_which_raters_differ_is_named() -> None:
    ratings = study(1)
    spread = 2.5 * np.random.default_rng(1).standard_normal(25)[ratings.rater] * (ratings.condition == 2)
    (warning,) = unequal_variance_warnings(replace(ratings, rating=ratings.rating + spread))
    assert warning.startswith("raters differ more, or less, about c than about the other conditions")


def test_two_conditions_or_four_raters_are_not_compared() -> None:
    assert unequal_variance_warnings(study(1).where(study(1).condition < 2)) == []
    assert unequal_variance_warnings(study(1).where(study(1).rater < 4)) == []
