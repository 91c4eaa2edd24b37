"""The Bayes factor against integration by other means."""

import numpy as np
import pytest
from scipy.integrate import quad

from analysis.classical.jzs import bf01


@pytest.mark.parametrize(("n", "t"), [(5, 0.0), (20, 2.1), (60, -8.0), (4000, 1.0)])
def test_bayes_factor_against_adaptive_integration(n: int, t: float) -> None:
    def alternative(g: float) -> float:
        wide = 1 + n * g / 2
        chance = (1 + t**2 / (wide * (n - 1))) ** (-n / 2)
        return wide**-0.5 * chance * (2 * np.pi) ** -0.5 * g**-1.5 * np.exp(-1 / (2 * g))

    whole = sum(quad(alternative, low, high, epsabs=0, limit=200)[0] for low, high in ((0, 1), (1, np.inf)))
    assert bf01(t, n) == pytest.approx((1 + t**2 / (n - 1)) ** (-n / 2) / whole, rel=1e-6)
