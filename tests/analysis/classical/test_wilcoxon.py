"""Wilcoxon's signed-rank test in R's conventions."""

import numpy as np
import pytest
from scipy import stats

from analysis.classical.wilcoxon import wilcoxon

# Hollander & Wolfe (1973), p. 29: depression before and after; R's wilcox.test(x, y, paired = TRUE) gives
# V = 40, p-value = 0.03906 (exact).
BEFORE = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
AFTER = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])


def test_a_textbook_table() -> None:
    found = wilcoxon(BEFORE, AFTER)
    assert (found.w, found.n) == (45 - 40, 9)
    assert found.p == pytest.approx(0.0390625)
    assert wilcoxon(AFTER, BEFORE).p == found.p


def test_ties_and_zeros_take_the_normal_approximation_with_correction() -> None:
    a, b = np.array([3, 5, 4, 6, 7, 5, 5.0]), np.array([2, 4, 4, 3, 5, 6, 3.0])
    # By hand: |d| = 1 1 3 2 1 2, ranks 2 2 6 4.5 2 4.5; W- = 2, mean 10.5, variance 91/4 - (24 + 6)/48.
    z = (abs(2 - 10.5) - 0.5) / np.sqrt(6 * 7 * 13 / 24 - 30 / 48)
    found = wilcoxon(a, b)
    assert (found.w, found.n) == (2, 6)
    assert found.p == pytest.approx(2 * stats.norm.sf(z))


def test_equal_means_are_ties_in_spite_of_floating_point() -> None:
    a, b = np.array([0.1 + 0.2, 0.3, 0.9, 0.5]), np.array([0.0, 0.0, 0.1, 0.1])
    assert wilcoxon(a, b).p == wilcoxon(np.array([3, 3, 8, 4.0]), np.zeros(4)).p


def test_a_rater_who_missed_a_condition_is_left_out() -> None:
    assert wilcoxon(np.append(BEFORE, np.nan), np.append(AFTER, 1.0)) == wilcoxon(BEFORE, AFTER)


def test_nothing_to_rank() -> None:
    found = wilcoxon(AFTER, AFTER)
    assert (found.p, found.reason) == (None, "no rater's means differ")
