"""The cumulative logit: probabilities that sum to 1, and derivatives against differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.models.cumulative_logit import higher_derivatives, logit_derivatives

THRESHOLDS = np.array([-1.5, -0.2, 0.4, 2.0])
ANSWERS = np.arange(5)


def derivatives_at(eta: float, thresholds: np.ndarray = THRESHOLDS):
    return logit_derivatives(thresholds, ANSWERS, np.full(5, eta))


@given(st.floats(-30, 30))
def test_category_probabilities_sum_to_1(eta: float) -> None:
    assert np.exp(derivatives_at(eta).logp).sum() == pytest.approx(1)
    assert (derivatives_at(eta).second_derivative <= 1e-12).all()


@pytest.mark.parametrize("eta", [-2.0, 0.1, 3.0])
def test_derivatives_with_respect_to_eta(eta: float) -> None:
    step = 1e-5
    low, here, high = derivatives_at(eta - step), derivatives_at(eta), derivatives_at(eta + step)
    assert here.gradient == pytest.approx((high.logp - low.logp) / (2 * step), abs=1e-6)
    assert here.second_derivative == pytest.approx((high.gradient - low.gradient) / (2 * step), abs=1e-6)
    assert higher_derivatives(here).third == pytest.approx(
        (high.second_derivative - low.second_derivative) / (2 * step), abs=1e-6
    )


@pytest.mark.parametrize("which", range(4))
def test_derivatives_with_respect_to_thresholds(which: int) -> None:
    """Threshold `which` is the upper one of answer `which` and the lower one of the next."""
    nudge = 1e-5 * np.eye(4)[which]
    low, here, high = (
        derivatives_at(0.3, THRESHOLDS - nudge),
        higher_derivatives(derivatives_at(0.3)),
        derivatives_at(0.3, THRESHOLDS + nudge),
    )
    slope, bend = (high.gradient - low.gradient) / 2e-5, (high.second_derivative - low.second_derivative) / 2e-5
    assert here.gradient_by_upper[which] == pytest.approx(slope[which], abs=1e-6)
    assert here.gradient_by_lower[which + 1] == pytest.approx(slope[which + 1], abs=1e-6)
    assert here.second_by_upper[which] == pytest.approx(bend[which], abs=1e-6)
    assert here.second_by_lower[which + 1] == pytest.approx(bend[which + 1], abs=1e-6)


def test_extreme_values_stay_accurate_and_finite() -> None:
    left, right = derivatives_at(-40.0), logit_derivatives(-THRESHOLDS[::-1], ANSWERS[::-1], np.full(5, 40.0))
    assert left.logp == pytest.approx(right.logp, rel=1e-12)
    assert left.gradient == pytest.approx([0, 1, 1, 1, 1], abs=1e-9)
    assert left.gradient == pytest.approx(-right.gradient, rel=1e-9, abs=1e-12)
    assert np.isfinite(logit_derivatives(THRESHOLDS, ANSWERS, np.full(5, 2000.0)).logp).all()
