"""Rater means."""

import numpy as np
import pytest

from analysis.classical.cells import complete, rater_means
from analysis.ratings import Row, from_rows
from analysis.simulate import simulate


def test_means_are_over_clips_and_nan_where_a_rater_met_none() -> None:
    rows = [("r0", "k0", "a", 2), ("r0", "k1", "a", 5), ("r0", "k0", "b", 7), ("r1", "k0", "b", 1)]
    means = rater_means(from_rows(Row(rater, clip, c, "upper", y) for rater, clip, c, y in rows))
    assert means == pytest.approx(np.array([[3.5, 7], [np.nan, 1]]), nan_ok=True)
    assert complete(means).tolist() == [[3.5, 7]]


def test_equal_means_are_equal_whatever_the_order_of_summing() -> None:
    values = {"a": [0.1, 0.2, 0.3], "b": [0.3, 0.2, 0.1]}
    rows = (Row("r", f"k{k}", c, "upper", y) for c in values for k, y in enumerate(values[c]))
    means = rater_means(from_rows(rows))
    assert means[0, 0] == means[0, 1]


def test_a_region_without_a_condition_keeps_its_column() -> None:
    ratings = simulate({"a": 0, "b": 0}, raters=3, clips=2, seed=1)
    means = rater_means(ratings.where(ratings.condition == 1))
    assert np.isnan(means[:, 0]).all()
    assert complete(means).shape == (0, 2)
