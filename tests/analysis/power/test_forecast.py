"""The closed form: against average studies, and what follows from it."""

import numpy as np
import pytest

from analysis.power.forecast import Question, Size, Variances, advice, forecast, precision
from analysis.power.simulated import precision_of

HALF = Question(effect=0.8, squares=2.0, alpha=0.05, bound=0.5)


def test_closed_form_is_that_of_an_average_study() -> None:
    generator = np.random.default_rng(1)
    variances = Variances(0.5, 0.4, 1.0)
    parts = [generator.normal(0, np.sqrt(v), shape) for v, shape in
             ((0.5, (2000, 12, 1, 3)), (0.4, (2000, 1, 8, 3)), (1.0, (2000, 12, 8, 3)))]  # fmt: skip
    v, df = precision_of(sum(parts))
    error, degrees = precision(Size(12, 8, 3, 24), variances, 2.0)
    assert error**2 == pytest.approx(2 * v.mean(), rel=0.03)
    assert degrees == pytest.approx(np.median(df), rel=0.1)


def test_more_clips_find_smaller_differences_for_the_same_money() -> None:
    few, many = (forecast(Size(20, clips, 5, 50), Variances(), HALF, 4.8) for clips in (10, 40))
    assert few.price == many.price == 96
    assert few.detectable == pytest.approx(0.80, abs=0.02)
    assert many.detectable == pytest.approx(0.67, abs=0.02)
    assert "40 clips detect 0.67 points instead of 0.80" in advice([many], few)[1]
    assert forecast(few.size, Variances(), Question(few.detectable, 2, 0.05, 0.5), 0).power == pytest.approx(0.8)
