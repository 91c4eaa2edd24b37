"""Numbers that are equal on paper are equal in the tests, whatever the size of the ratings."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.classical.descriptive import complete_rows, rater_means
from analysis.classical.effect_sizes import cliffs_delta
from analysis.classical.rank_tests import friedman_test
from analysis.classical.ties import merge_ties, rater_differences, tie_tolerance
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings

CLIPS = (3, 6, 7, 9, 12)


def exact_means(ratings: Ratings) -> list[list[Fraction]]:
    return [
        [
            sum((Fraction(each) for each in own), Fraction(0)) / len(own)
            for c in range(len(ratings.conditions))
            for own in [ratings.rating[(ratings.rater == r) & (ratings.condition == c)].tolist()]
        ]
        for r in range(len(ratings.raters))
    ]


@given(st.integers(0, 1000), st.sampled_from(CLIPS), st.sampled_from([1.0, 1e-9, 1e14]))
def test_differences_have_the_ties_of_exact_fractions(seed: int, clips: int, size: float) -> None:
    ratings = simulate_ratings({"a": 0.0, "b": 0.3}, raters=8, clips=clips, seed=seed)
    order = np.random.default_rng(seed).permutation(len(ratings))
    scaled = replace(ratings, rating=ratings.rating * size)
    found = rater_differences(*rater_means(scaled.where(order)).T)
    exact = [a - b for a, b in exact_means(ratings)]
    assert len(set(np.abs(found).tolist())) == len({abs(each) for each in exact})
    assert np.sign(found).tolist() == [(each > 0) - (each < 0) for each in exact]


@pytest.mark.parametrize("clips", CLIPS)
def test_friedman_and_cliff_rank_exact_means(clips: int) -> None:
    for seed in range(5):
        ratings = simulate_ratings({"a": 0.0, "b": 0.3, "c": 0.1}, raters=15, clips=clips, seed=seed)
        exact = exact_means(ratings)
        whole = np.array([[float(each * clips) for each in row] for row in exact])
        means = complete_rows(rater_means(ratings.where(np.random.default_rng(seed).permutation(len(ratings)))))
        assert friedman_test(means, 0.05) == friedman_test(whole, 0.05)
        assert cliffs_delta(means[:, 0], means[:, 1]) == cliffs_delta(whole[:, 0], whole[:, 1])


def test_missing_values_stay_and_order_is_kept() -> None:
    merged = merge_ties(np.array([[0.3, np.nan], [0.1 + 0.2, 0.5]]))
    assert merged[0, 0] == merged[1, 0]
    assert np.isnan(merged[0, 1])
    assert merged[1, 1] == 0.5
    assert rater_differences(np.array([1.0, np.nan, 3.0]), np.array([1.0, 2.0, np.nan])).tolist() == [0.0]
    assert merge_ties(np.array([])).tolist() == []
    assert tie_tolerance(np.array([np.nan])) == 0


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=12), st.sampled_from([1e-9, 1.0, 1e15]))
def test_merging_is_monotone_and_keeps_distinct_values(values: list[int], size: float) -> None:
    merged = merge_ties(np.array(sorted(values), dtype=float) * size)
    assert all(a <= b for a, b in pairwise(merged.tolist()))
    assert len(set(merged.tolist())) == len(set(values))
