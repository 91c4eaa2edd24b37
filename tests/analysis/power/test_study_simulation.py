"""Simulated studies: the pooled mean squares against the fitted model and the closed form."""

import numpy as np
import pytest

from analysis.classical.t_test import Estimate
from analysis.models.lmm import MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import estimate_contrast
from analysis.power.power_analysis import StudySize, TargetEffect, VarianceComponents, estimate_power
from analysis.power.study_simulation import condition_precision, simulate_studies
from analysis.rating_simulation import StandardDeviations, simulate_ratings

HALF = TargetEffect(effect=0.8, squares=2.0, alpha=0.05, bound=0.5)
STUDY = StudySize(raters=20, clips=10, conditions=5, trials=50)


@pytest.mark.parametrize("seed", range(6))
def test_pooled_mean_squares_agree_with_the_fitted_model(seed: int) -> None:
    """Most of these small studies have a variance at 0."""
    ratings = simulate_ratings(
        {"a": 0, "b": 0, "c": 0}, raters=7, clips=5, seed=seed, deviations=StandardDeviations(2.0, 2.0, 0.3, 0.3, 1.4)
    )
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    result = estimate_contrast(model, np.array([1.0, -1, 0]))
    assert isinstance(result, Estimate)
    v, df = condition_precision(ratings.rating.reshape(1, 3, 5, 7).transpose(0, 3, 2, 1))
    assert result.standard_error**2 == pytest.approx(2 * v[0], rel=1e-5)
    assert result.df == pytest.approx(df[0], rel=1e-4)


def test_ten_thousand_maximal_models_agree_with_the_closed_form() -> None:
    result = simulate_studies(STUDY, VarianceComponents(), HALF, scale=(1, 10), studies=10_000, seed=3)
    expected = estimate_power(STUDY, VarianceComponents(), HALF, 0)
    assert result.power == pytest.approx(expected.power, abs=0.03)
    assert result.equivalence == pytest.approx(expected.equivalence, abs=0.08)
    assert 0.03 <= result.false_alarms <= 0.075
