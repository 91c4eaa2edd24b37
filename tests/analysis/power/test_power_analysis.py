"""The closed form: against average studies, and what follows from it."""

import numpy as np
import pytest

from analysis.power.power_analysis import (
    StudySize,
    TargetEffect,
    contrast_precision,
    estimate_power,
    recommend_sizes,
)
from analysis.power.study_simulation import score_precision
from analysis.power.variances import VarianceComponents

HALF = TargetEffect(effect=0.8, weights=(1.0, -1.0), alpha=0.05, bound=0.5)


def test_the_closed_form_agrees_with_simulation() -> None:
    generator = np.random.default_rng(1)
    variances = VarianceComponents(0.5, 0.4, 1.0)
    parts = [generator.normal(0, np.sqrt(v), shape) for v, shape in
             ((0.5, (2000, 12, 1, 3)), (0.4, (2000, 1, 8, 3)), (1.0, (2000, 12, 8, 3)))]  # fmt: skip
    v, df = score_precision(sum(parts) @ np.array([1.0, -1.0, 0.0]))
    error, degrees = contrast_precision(StudySize(12, 8, 3, 24), variances, (1.0, -1.0))
    assert error**2 == pytest.approx(v.mean(), rel=0.03)
    assert degrees == pytest.approx(np.median(df), rel=0.1)


def test_recommendation_of_more_clips() -> None:
    few, many = (estimate_power(StudySize(20, clips, 5, 50), VarianceComponents(), HALF, 4.8) for clips in (10, 40))
    assert few.price == many.price == 96
    assert few.detectable == pytest.approx(0.85, abs=0.01)
    assert many.detectable == pytest.approx(0.69, abs=0.01)
    assert "40 clips detect 0.69 points instead of 0.85" in recommend_sizes([many], few)[1]
    assert estimate_power(
        few.size, VarianceComponents(), TargetEffect(few.detectable, (1.0, -1.0), 0.05, 0.5), 0
    ).power == pytest.approx(0.8)
