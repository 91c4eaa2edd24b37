"""Friedman's test and Kendall's W."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.classical.friedman import friedman


def test_a_textbook_table() -> None:
    # Hollander & Wolfe (1973), Table 7.1: rounding first base, 22 players, 3 ways; R's friedman.test gives
    # chi-squared = 11.143, df = 2, p-value = 0.003805.
    times = np.array([
        [5.40, 5.50, 5.55], [5.85, 5.70, 5.75], [5.20, 5.60, 5.50], [5.55, 5.50, 5.40], [5.90, 5.85, 5.70],
        [5.45, 5.55, 5.60], [5.40, 5.40, 5.35], [5.45, 5.50, 5.35], [5.25, 5.15, 5.00], [5.85, 5.80, 5.70],
        [5.25, 5.20, 5.10], [5.65, 5.55, 5.45], [5.60, 5.35, 5.45], [5.05, 5.00, 4.95], [5.50, 5.50, 5.40],
        [5.45, 5.55, 5.50], [5.55, 5.55, 5.35], [5.45, 5.50, 5.55], [5.50, 5.45, 5.25], [5.65, 5.60, 5.40],
        [5.70, 5.65, 5.55], [6.30, 6.30, 6.25],
    ])  # fmt: skip
    found = friedman(times, 0.05)
    assert (found.chi2, found.p) == (pytest.approx(11.143, abs=5e-4), pytest.approx(0.003805, abs=5e-7))
    assert found.kendall_w == pytest.approx(11.142857 / 44)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.floats(-5, 5))
def test_shift_and_stretch_of_the_scale_change_nothing(seed: int, factor: float, shift: float) -> None:
    means = np.random.default_rng(seed).integers(1, 11, (8, 4)).astype(float)
    assert friedman(means * factor + shift, 0.05).chi2 == pytest.approx(friedman(means, 0.05).chi2)


def test_agrees_with_scipy_and_w_is_1_when_all_agree() -> None:
    means = np.random.default_rng(1).normal(size=(20, 5))
    assert friedman(means, 0.05).p == pytest.approx(stats.friedmanchisquare(*means.T).pvalue)
    assert friedman(np.arange(4.0) + np.zeros((7, 1)), 0.05).kendall_w == pytest.approx(1)


@pytest.mark.parametrize(
    ("means", "reason"),
    [(np.ones((5, 2)), "three conditions"), (np.ones((1, 3)), "two raters"), (np.ones((5, 3)), "alike")],
)
def test_says_why_there_is_no_test(means: np.ndarray, reason: str) -> None:
    found = friedman(means, 0.05)
    assert found.p is found.chi2 is found.kendall_w is None
    assert reason in str(found.reason)
