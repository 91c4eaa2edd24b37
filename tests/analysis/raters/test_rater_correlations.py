"""Every two raters against numpy's correlation, and what each thinks of a condition."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from analysis.raters.rater_correlations import MAX_RATERS, RaterConditionMean, correlate_raters, rater_condition_means
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings


def incomplete_ratings() -> Ratings:
    ratings = simulate_ratings({"a": 0, "b": 2}, raters=6, clips=5, seed=3)
    return ratings.where(np.random.default_rng(1).random(len(ratings)) < 0.8)


def test_a_pair_is_correlated_over_shared_stimuli() -> None:
    ratings = incomplete_ratings()
    square = np.full((6, 10), np.nan)
    square[ratings.rater, ratings.clip * 2 + ratings.condition] = ratings.rating
    result = {(pair.a, pair.b): pair for pair in correlate_raters(ratings)}
    assert len(result) == 15
    for i, j in combinations(range(6), 2):
        both = np.isfinite(square[i]) & np.isfinite(square[j])
        pair = result[ratings.raters[i], ratings.raters[j]]
        assert pair.n == both.sum()
        assert pair.r == pytest.approx(np.corrcoef(square[i, both], square[j, both])[0, 1])


def test_too_few_stimuli_or_constant_ratings_give_no_correlation(table: Callable[..., Ratings]) -> None:
    few = correlate_raters(table(2, 1, "ab", lambda i, k, c: i + ord(c)))
    assert [(pair.n, pair.r) for pair in few] == [(2, None)]
    alike = correlate_raters(table(3, 4, "ab", lambda i, k, c: 5 if i == 0 else k + ord(c)))
    assert [pair.r for pair in alike] == [None, None, pytest.approx(1)]


def test_too_many_raters_give_no_pairs(table: Callable[..., Ratings], chance: Callable) -> None:
    assert len(correlate_raters(table(MAX_RATERS, 2, "ab", chance))) == MAX_RATERS * (MAX_RATERS - 1) / 2
    assert correlate_raters(table(MAX_RATERS + 1, 2, "ab", chance)) == []


def test_rater_condition_means_cover_rated_conditions_only() -> None:
    ratings = incomplete_ratings()
    kept = ratings.where(~((ratings.rater == 2) & (ratings.condition == 1)))
    result = rater_condition_means(kept)
    assert len(result) == 11
    own = ratings.rating[(ratings.rater == 2) & (ratings.condition == 0)]
    assert RaterConditionMean("rater 002", "a", pytest.approx(own.mean())) in result
