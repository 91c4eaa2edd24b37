"""Means, intervals and histograms."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from analysis.classical.descriptive import complete_rows, describe_conditions, rater_means, rating_histogram
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import RatingRow, Ratings

Table = Callable[..., Ratings]


def test_complete_ratings_have_the_interval_of_the_rater_means(table: Table, chance: Callable) -> None:
    ratings = table(9, 4, "ab", chance)
    result = describe_conditions(ratings, scale=(1, 10), alpha=0.05)[1]
    means = rater_means(ratings)[:, 1]
    expected = stats.t.interval(0.95, 8, means.mean(), stats.sem(means))
    assert (result.ci_low, result.ci_high) == pytest.approx(expected)
    assert (result.n, result.mean) == (36, pytest.approx(means.mean()))
    assert sum(result.histogram) == 36


def test_one_rating_has_no_sd_and_no_interval() -> None:
    ratings = Ratings.from_rows(
        [RatingRow("r", "k", "a", "upper", 4), RatingRow("r", "k", "b", "lower", 4)]
    ).of_question("upper")
    a, b = describe_conditions(ratings, scale=(1, 5), alpha=0.05)
    assert (a.mean, a.median, a.sd, a.ci_low, a.histogram) == (4, 4, None, None, [0, 0, 0, 1, 0])
    assert (b.n, b.mean, b.ci_high) == (0, None, None)


def test_rating_histogram() -> None:
    assert rating_histogram(np.array([1, 1, 10.0]), (1, 10)) == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert rating_histogram(np.array([0, 9.5, 100.0]), (0, 100)) == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_rater_mean_is_nan_without_a_rating_in_the_condition(table: Table) -> None:
    ratings = table(3, 2, "ab", lambda i, k, c: i + 10 * k + (c == "b"))
    means = rater_means(ratings.where((ratings.rater > 0) | (ratings.condition > 0)))
    assert np.isnan(means[0, 0])
    assert means[:, 1].tolist() == [6, 7, 8]
    assert complete_rows(means).tolist() == [[6, 7], [7, 8]]


def test_rater_means_average_over_clips() -> None:
    rows = [("r0", "k0", "a", 2), ("r0", "k1", "a", 5), ("r0", "k0", "b", 7), ("r1", "k0", "b", 1)]
    means = rater_means(Ratings.from_rows(RatingRow(rater, clip, c, "upper", y) for rater, clip, c, y in rows))
    assert means == pytest.approx(np.array([[3.5, 7], [np.nan, 1]]), nan_ok=True)
    assert complete_rows(means).tolist() == [[3.5, 7]]


def test_equal_means_are_identical_in_any_summation_order() -> None:
    values = {"a": [0.1, 0.2, 0.3], "b": [0.3, 0.2, 0.1]}
    rows = (RatingRow("r", f"k{k}", c, "upper", y) for c in values for k, y in enumerate(values[c]))
    means = rater_means(Ratings.from_rows(rows))
    assert means[0, 0] == means[0, 1]


def test_a_condition_without_ratings_keeps_its_column() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0}, raters=3, clips=2, seed=1)
    means = rater_means(ratings.where(ratings.condition == 1))
    assert np.isnan(means[:, 0]).all()
    assert complete_rows(means).shape == (0, 2)
