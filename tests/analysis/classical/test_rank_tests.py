"""Wilcoxon's signed-rank test in R's conventions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats
from scipy.stats import rankdata

from analysis.classical.descriptive import rater_means
from analysis.classical.rank_tests import friedman_test, midranks, rank_rows, wilcoxon_signed_rank
from analysis.rating_simulation import simulate_ratings

# Hollander & Wolfe (1973), p. 29: depression before and after; R's wilcox.test(x, y, paired = TRUE) gives
# V = 40, p-value = 0.03906 (exact).
BEFORE = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
AFTER = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])


def test_wilcoxon_on_a_textbook_table() -> None:
    result = wilcoxon_signed_rank(BEFORE, AFTER)
    assert (result.w, result.n) == (45 - 40, 9)
    assert result.p == pytest.approx(0.0390625)
    assert wilcoxon_signed_rank(AFTER, BEFORE).p == result.p


def test_ties_and_zeros_use_the_corrected_normal_approximation() -> None:
    a, b = np.array([3, 5, 4, 6, 7, 5, 5.0]), np.array([2, 4, 4, 3, 5, 6, 3.0])
    # By hand: |d| = 1 1 3 2 1 2, ranks 2 2 6 4.5 2 4.5; W- = 2, mean 10.5, variance 91/4 - (24 + 6)/48.
    z = (abs(2 - 10.5) - 0.5) / np.sqrt(6 * 7 * 13 / 24 - 30 / 48)
    result = wilcoxon_signed_rank(a, b)
    assert (result.w, result.n) == (2, 6)
    assert result.p == pytest.approx(2 * stats.norm.sf(z))


def test_equal_means_are_ties_despite_rounding() -> None:
    a, b = np.array([0.1 + 0.2, 0.3, 0.9, 0.5]), np.array([0.0, 0.0, 0.1, 0.1])
    assert wilcoxon_signed_rank(a, b).p == wilcoxon_signed_rank(np.array([3, 3, 8, 4.0]), np.zeros(4)).p


@pytest.mark.parametrize("clips", [3, 6, 7, 9, 12])
def test_means_of_any_number_of_clips_have_the_ties_of_exact_fractions(clips: int) -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        ratings = simulate_ratings({"a": 0.0, "b": 0.4}, raters=20, clips=clips, seed=seed)
        ratings = ratings.where(rng.permutation(len(ratings)))
        sums = np.zeros((20, 2), dtype=int)
        np.add.at(sums, (ratings.rater, ratings.condition), ratings.rating.astype(int))
        exact = [Fraction(int(a - b), clips) for a, b in sums if a != b]
        size = [abs(each) for each in exact]
        ranks = [sum(x < y for x in size) + (sum(x == y for x in size) + 1) / 2 for y in size]
        up = sum(rank for rank, each in zip(ranks, exact, strict=True) if each > 0)
        result = wilcoxon_signed_rank(*rater_means(ratings).T)
        assert result.w == min(up, sum(ranks) - up)
        whole = np.array([float(each * clips) for each in exact])
        method = "exact" if len(exact) == 20 and len(set(size)) == 20 else "approx"
        assert result.p == pytest.approx(stats.wilcoxon(whole, correction=method == "approx", method=method).pvalue)


def test_a_rater_without_every_condition_is_left_out() -> None:
    assert wilcoxon_signed_rank(np.append(BEFORE, np.nan), np.append(AFTER, 1.0)) == wilcoxon_signed_rank(BEFORE, AFTER)


def test_wilcoxon_without_differences_gives_a_reason() -> None:
    result = wilcoxon_signed_rank(AFTER, AFTER)
    assert (result.p, result.reason) == (None, "no rater's means differ")


def test_friedman_on_a_textbook_table() -> None:
    # Hollander & Wolfe (1973), Table 7.1: rounding first base, 22 players, 3 ways; R's friedman.test gives
    # chi-squared = 11.143, df = 2, p-value = 0.003805.
    times = np.array([
        [5.40, 5.50, 5.55], [5.85, 5.70, 5.75], [5.20, 5.60, 5.50], [5.55, 5.50, 5.40], [5.90, 5.85, 5.70],
        [5.45, 5.55, 5.60], [5.40, 5.40, 5.35], [5.45, 5.50, 5.35], [5.25, 5.15, 5.00], [5.85, 5.80, 5.70],
        [5.25, 5.20, 5.10], [5.65, 5.55, 5.45], [5.60, 5.35, 5.45], [5.05, 5.00, 4.95], [5.50, 5.50, 5.40],
        [5.45, 5.55, 5.50], [5.55, 5.55, 5.35], [5.45, 5.50, 5.55], [5.50, 5.45, 5.25], [5.65, 5.60, 5.40],
        [5.70, 5.65, 5.55], [6.30, 6.30, 6.25],
    ])  # fmt: skip
    result = friedman_test(times, 0.05)
    assert (result.chi2, result.p) == (pytest.approx(11.143, abs=5e-4), pytest.approx(0.003805, abs=5e-7))
    assert result.kendall_w == pytest.approx(11.142857 / 44)


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.floats(-5, 5))
def test_friedman_is_invariant_to_shift_and_scale(seed: int, factor: float, shift: float) -> None:
    means = np.random.default_rng(seed).integers(1, 11, (8, 4)).astype(float)
    assert friedman_test(means * factor + shift, 0.05).chi2 == pytest.approx(friedman_test(means, 0.05).chi2)


def test_friedman_agrees_with_scipy_and_w_is_1_under_full_agreement() -> None:
    means = np.random.default_rng(1).normal(size=(20, 5))
    assert friedman_test(means, 0.05).p == pytest.approx(stats.friedmanchisquare(*means.T).pvalue)
    assert friedman_test(np.arange(4.0) + np.zeros((7, 1)), 0.05).kendall_w == pytest.approx(1)


@pytest.mark.parametrize(
    ("means", "reason"),
    [(np.ones((5, 2)), "three conditions"), (np.ones((1, 3)), "two raters"), (np.ones((5, 3)), "alike")],
)
def test_missing_test_has_a_reason(means: np.ndarray, reason: str) -> None:
    result = friedman_test(means, 0.05)
    assert result.p is result.chi2 is result.kendall_w is None
    assert reason in str(result.reason)


FEW = st.integers(-3, 3).map(float)


@given(arrays(float, st.integers(1, 30), elements=FEW))
def test_midranks_agree_with_scipy(values: np.ndarray) -> None:
    ranks, counts = midranks(values)
    assert ranks.tolist() == rankdata(values).tolist()
    assert counts.sum() == len(values)
    assert len(counts) == len(set(values.tolist()))


@given(arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=FEW))
def test_row_ranks_agree_with_scipy(values: np.ndarray) -> None:
    assert rank_rows(values).tolist() == rankdata(values, axis=1).tolist()
