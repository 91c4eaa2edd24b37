"""Forecasts of power hold: the designs of the page, with margins that follow from the number of studies."""

import numpy as np
import pytest

from bench.power_agreement import CASES, achieved, forecast


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_achieved_power_is_what_was_forecast(name: str) -> None:
    studies = 500
    for expected, found in zip(forecast(CASES[name]), achieved(name, studies, seed=7), strict=True):
        # The goal is 3 points in 2,000 studies; three standard errors of 500 are added.
        assert found == pytest.approx(
            expected, abs=0.03 + 3 * np.sqrt(expected * (1 - expected) / studies + 1e-4 / studies)
        )
