"""What follows from a difference, its error and its degrees of freedom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.classical.estimate import Estimate, from_pairs

DIFFERENCES = np.array([0.4, -0.2, 1.1, 0.3, 0.0, 0.6])


def paired() -> Estimate:
    found = from_pairs(DIFFERENCES)
    assert isinstance(found, Estimate)
    return found


def test_the_paired_t_test_is_scipys() -> None:
    test = stats.ttest_1samp(DIFFERENCES, 0)
    assert paired().p == pytest.approx(test.pvalue)
    assert paired().interval(0.1) == pytest.approx(tuple(test.confidence_interval(0.9)))


@pytest.mark.parametrize("bound", [0.1, 0.5, 2.0])
def test_equivalence_is_the_worse_of_two_one_sided_tests(bound: float) -> None:
    above = stats.ttest_1samp(DIFFERENCES, -bound, alternative="greater").pvalue
    below = stats.ttest_1samp(DIFFERENCES, bound, alternative="less").pvalue
    assert paired().tost_p(bound) == pytest.approx(max(above, below))


@given(st.floats(-3, 3), st.floats(0.05, 2), st.floats(2, 200), st.floats(0.1, 3))
def test_equivalence_and_the_wider_interval_agree(difference: float, error: float, df: float, bound: float) -> None:
    estimate = Estimate(difference, error, df)
    low, high = estimate.interval(0.1)
    inside = -bound < low and high < bound
    assert inside == (estimate.tost_p(bound) < 0.05) or min(abs(low + bound), abs(high - bound)) < 1e-9


def test_the_detectable_difference_is_found_in_80_of_100_studies() -> None:
    estimate = Estimate(0.0, 0.3, 40)
    t = stats.t.ppf(0.975, 40)
    power = stats.nct.sf(t, 40, estimate.detectable(0.05) / 0.3)
    assert power == pytest.approx(0.8, abs=0.005)


def test_says_why_there_is_no_estimate() -> None:
    assert from_pairs(np.array([1.0])) == "fewer than two raters met its conditions"
    assert from_pairs(np.ones(4)) == "the raters' differences do not vary"
