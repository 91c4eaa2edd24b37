"""Concordance correlation and marker errors."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from training.metrics import (
    LIP_MARKERS,
    concordance_correlation,
    lip_vertex_error,
    marker_concordance,
    marker_distances,
    mean_distance,
)

NUMBERS = arrays(np.float64, (20, 2), elements=st.floats(-100, 100))
ALL_VALID = np.ones((20, 2), np.bool_)


def lin(x, y):
    """Lin's formula, one column at a time."""
    covariance = np.mean((x - x.mean()) * (y - y.mean()))
    return 2 * covariance / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)


@given(NUMBERS, NUMBERS)
def test_concordance_stays_between_minus_1_and_1(x, y):
    assert (np.abs(concordance_correlation(x, y, ALL_VALID)) <= 1 + 1e-9).all()


@pytest.mark.parametrize("seed", range(5))
def test_concordance_is_lins_formula(seed):
    x, y = np.random.default_rng(seed).normal(3, 2, (2, 500, 3))
    result = concordance_correlation(x, y, np.ones((500, 3), np.bool_))
    np.testing.assert_allclose(result, [lin(x[:, i], y[:, i]) for i in range(3)], rtol=1e-12)


def test_concordance_is_pearson_correlation_times_bias_correction():
    x = np.random.default_rng(0).normal(0, 1, 300)
    y = 0.5 * x + np.random.default_rng(1).normal(1, 0.3, 300)
    ratio, shift = x.std() / y.std(), (x.mean() - y.mean()) / np.sqrt(x.std() * y.std())
    expected = stats.pearsonr(x, y).statistic * 2 / (ratio + 1 / ratio + shift**2)
    result = concordance_correlation(x[:, None], y[:, None], np.ones((300, 1), np.bool_))
    assert result.item() == pytest.approx(expected)


@given(NUMBERS)
def test_equal_varying_columns_score_1(x):
    varies = x.std(axis=0) > 1e-3
    np.testing.assert_allclose(concordance_correlation(x, x, ALL_VALID)[varies], 1)


def test_columns_without_variance_score_0():
    np.testing.assert_array_equal(concordance_correlation(np.zeros((20, 2)), np.zeros((20, 2)), ALL_VALID), 0)


@given(st.integers(0, 1000))
def test_invalid_frames_are_ignored(seed):
    x, y = np.random.default_rng(seed).normal(0, 1, (2, 20, 2))
    kept = np.arange(20) % 3 > 0
    valid = np.stack([kept, kept], axis=1)
    np.testing.assert_allclose(
        concordance_correlation(x, np.where(valid, y, np.nan), valid),
        concordance_correlation(x[kept], y[kept], valid[kept]),
    )


def test_markers_that_were_never_measured_are_left_out():
    measured = np.random.default_rng(0).normal(0, 1, (50, 4, 3))
    valid = np.ones((50, 4), np.bool_)
    valid[:, 2] = False
    assert marker_concordance(measured, measured, valid) == pytest.approx(1)
    assert np.isnan(marker_concordance(measured, measured, valid & False))


def test_distances_are_in_mm_and_nan_for_invalid_markers():
    target = np.zeros((2, 3, 3))
    valid = np.array([[True, True, False], [True, True, True]])
    distances = marker_distances(target + np.array([3, 4, 0]), target, valid)
    np.testing.assert_array_equal(distances, np.where(valid, 5.0, np.nan))
    assert mean_distance(distances) == 5
    assert np.isnan(mean_distance(distances[:, :0]))


def test_lip_vertex_error_is_the_mean_of_the_worst_lip_marker_per_frame():
    distances = np.zeros((3, 46))
    distances[:, LIP_MARKERS[0]], distances[:, LIP_MARKERS[5]] = 1, (2, 4, 0)
    distances[:, 0] = 100
    assert lip_vertex_error(distances) == pytest.approx((2 + 4 + 1) / 3)
    distances[1] = np.nan
    assert lip_vertex_error(distances) == pytest.approx((2 + 1) / 2)
    assert np.isnan(lip_vertex_error(distances * np.nan))


def test_metrics_need_no_torch():
    code = "import sys, training.metrics; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
