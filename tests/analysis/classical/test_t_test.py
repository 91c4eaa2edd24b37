"""What follows from a difference, its error and its degrees of freedom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from analysis.classical.t_test import Estimate, jzs_bayes_factor, paired_t_estimate

DIFFERENCES = np.array([0.4, -0.2, 1.1, 0.3, 0.0, 0.6])


def paired() -> Estimate:
    result = paired_t_estimate(DIFFERENCES)
    assert isinstance(result, Estimate)
    return result


def test_paired_t_test_agrees_with_scipy() -> None:
    test = stats.ttest_1samp(DIFFERENCES, 0)
    assert paired().p == pytest.approx(test.pvalue)
    assert paired().interval(0.1) == pytest.approx(tuple(test.confidence_interval(0.9)))


@pytest.mark.parametrize("bound", [0.1, 0.5, 2.0])
def test_tost_p_is_the_larger_of_two_one_sided_p_values(bound: float) -> None:
    above = stats.ttest_1samp(DIFFERENCES, -bound, alternative="greater").pvalue
    below = stats.ttest_1samp(DIFFERENCES, bound, alternative="less").pvalue
    assert paired().tost_p(bound) == pytest.approx(max(above, below))


@given(st.floats(-3, 3), st.floats(0.05, 2), st.floats(2, 200), st.floats(0.1, 3))
def test_tost_agrees_with_the_90_percent_interval(difference: float, error: float, df: float, bound: float) -> None:
    estimate = Estimate(difference, error, df)
    low, high = estimate.interval(0.1)
    inside = -bound < low and high < bound
    assert inside == (estimate.tost_p(bound) < 0.05) or min(abs(low + bound), abs(high - bound)) < 1e-9


def test_the_detectable_difference_has_80_percent_power() -> None:
    estimate = Estimate(0.0, 0.3, 40)
    t = stats.t.ppf(0.975, 40)
    power = stats.nct.sf(t, 40, estimate.detectable_difference(0.05) / 0.3)
    assert power == pytest.approx(0.8, abs=0.005)


def test_missing_estimate_has_a_reason() -> None:
    assert paired_t_estimate(np.array([1.0])) == "fewer than two raters met its conditions"
    assert paired_t_estimate(np.ones(4)) == "the raters' differences do not vary"


@pytest.mark.parametrize(("n", "t"), [(5, 0.0), (20, 2.1), (60, -8.0), (4000, 1.0)])
def test_bayes_factor_agrees_with_adaptive_integration(n: int, t: float) -> None:
    def alternative(g: float) -> float:
        wide = 1 + n * g / 2
        chance = (1 + t**2 / (wide * (n - 1))) ** (-n / 2)
        return wide**-0.5 * chance * (2 * np.pi) ** -0.5 * g**-1.5 * np.exp(-1 / (2 * g))

    whole = sum(quad(alternative, low, high, epsabs=0, limit=200)[0] for low, high in ((0, 1), (1, np.inf)))
    assert jzs_bayes_factor(t, n) == pytest.approx((1 + t**2 / (n - 1)) ** (-n / 2) / whole, rel=1e-6)
