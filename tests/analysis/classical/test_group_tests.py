"""Tests between groups of raters: against R and scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.classical.descriptive import rater_means
from analysis.classical.group_tests import (
    GroupComparison,
    compare_groups,
    group_columns,
    kruskal_wallis,
    mann_whitney_p,
    welch_anova,
)
from analysis.pipeline import analyse
from tests.analysis.oracle import from_r
from tests.oracles.sets import contrast_set

GROUPS = st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=15).map(np.array), min_size=2, max_size=4)


@pytest.mark.parametrize("name", ["between", "groups"])
def test_group_tests_agree_with_r(name: str) -> None:
    r, ratings = from_r("groups")[name], contrast_set(name)
    groups = group_columns(rater_means(ratings))
    kruskal, welch = kruskal_wallis(groups), welch_anova(groups)
    assert (kruskal.chi2, kruskal.p) == pytest.approx((r["chi2"], r["kruskal_p"]), rel=1e-6)
    assert (welch.F, welch.df2, welch.p) == pytest.approx((r["F"], r["df2"], r["welch_p"]), rel=1e-6)
    question = analyse(ratings).questions["overall"]
    assert question.kruskal_wallis == kruskal
    assert question.welch_anova == welch
    assert question.friedman.chi2 is None
    for pair, expected in zip(question.pairs, r["pairs"], strict=True):
        assert (pair.a, pair.b) == (expected["a"], expected["b"])
        assert pair.mann_whitney_p == pytest.approx(expected["mann_whitney_p"], rel=1e-6)
        assert pair.welch_p == pytest.approx(expected["welch_p"], rel=1e-6)
        assert pair.hedges_g_low < pair.hedges_g < pair.hedges_g_high
        assert pair.wilcoxon_p is None


@settings(max_examples=60, deadline=None)
@given(GROUPS)
def test_ties_and_small_groups_agree_with_scipy(groups: list) -> None:
    groups = [group.astype(float) for group in groups]
    if np.ptp(np.concatenate(groups)) > 0:
        expected = stats.kruskal(*groups)
        found = kruskal_wallis(groups)
        assert (found.chi2, found.p) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-9)
    a, b = groups[:2]
    if np.ptp(np.concatenate([a, b])) > 0:
        exact = len(np.unique(np.concatenate([a, b]))) == len(a) + len(b)
        expected = stats.mannwhitneyu(a, b, method="exact" if exact else "asymptotic")
        assert mann_whitney_p(a, b) == pytest.approx(expected.pvalue, abs=1e-9)
    if all(np.ptp(group) > 0 for group in groups):
        expected = stats.f_oneway(*groups, equal_var=False)
        assert welch_anova(groups).p == pytest.approx(expected.pvalue, abs=1e-9)


def test_hedges_g_of_known_groups() -> None:
    nan = np.nan
    a, b = np.array([5.0, 6, 7, 8, nan, nan, nan]), np.array([nan, nan, nan, nan, 3, 4, 5])
    # d = 2.5 / sqrt((3 * 5/3 + 2 * 1) / 5); the correction of 5 degrees of freedom is 0.8408.
    assert compare_groups(a, b, 0.05).hedges_g == pytest.approx(2.5 / np.sqrt(7 / 5) * 0.84075, rel=1e-4)


def test_raters_who_met_both_conditions_are_no_groups() -> None:
    assert compare_groups(np.array([1.0, 2, 3]), np.array([2.0, 3, np.nan]), 0.05) == GroupComparison()


def test_constant_and_tiny_groups_have_a_reason() -> None:
    assert "two raters" in welch_anova([np.array([1.0]), np.array([2.0, 3.0])]).reason
    assert "do not vary" in welch_anova([np.array([1.0, 1.0]), np.array([2.0, 3.0])]).reason
    assert "the same" in kruskal_wallis([np.ones(3), np.ones(3)]).reason
    assert mann_whitney_p(np.ones(3), np.ones(4)) is None
