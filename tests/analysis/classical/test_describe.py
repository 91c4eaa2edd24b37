"""Means, intervals and histograms."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from analysis.classical.cells import complete, rater_means
from analysis.classical.describe import bars, describe
from analysis.ratings import Ratings, Row, from_rows

Table = Callable[..., Ratings]


def test_the_interval_of_complete_ratings_is_that_of_the_rater_means(table: Table, chance: Callable) -> None:
    ratings = table(9, 4, "ab", chance)
    found = describe(ratings, scale=(1, 10), alpha=0.05)[1]
    means = rater_means(ratings)[:, 1]
    expected = stats.t.interval(0.95, 8, means.mean(), stats.sem(means))
    assert (found.ci_low, found.ci_high) == pytest.approx(expected)
    assert (found.n, found.mean) == (36, pytest.approx(means.mean()))
    assert sum(found.histogram) == 36


def test_what_one_rating_cannot_tell_is_none() -> None:
    ratings = from_rows([Row("r", "k", "a", "upper", 4), Row("r", "k", "b", "lower", 4)]).of_region("upper")
    a, b = describe(ratings, scale=(1, 5), alpha=0.05)
    assert (a.mean, a.median, a.sd, a.ci_low, a.histogram) == (4, 4, None, None, [0, 0, 0, 1, 0])
    assert (b.n, b.mean, b.ci_high) == (0, None, None)


def test_bars() -> None:
    assert bars(np.array([1, 1, 10.0]), (1, 10)) == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert bars(np.array([0, 9.5, 100.0]), (0, 100)) == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_rater_means_are_nan_where_a_rater_met_no_clip(table: Table) -> None:
    ratings = table(3, 2, "ab", lambda i, k, c: i + 10 * k + (c == "b"))
    means = rater_means(ratings.where((ratings.rater > 0) | (ratings.condition > 0)))
    assert np.isnan(means[0, 0])
    assert means[:, 1].tolist() == [6, 7, 8]
    assert complete(means).tolist() == [[6, 7], [7, 8]]
