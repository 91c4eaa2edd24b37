"""Simulated studies: the pooled mean squares against the fitted model and the closed form."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparisons.contrast_model import ContrastFit, fit_contrast
from analysis.power.power_analysis import StudySize, TargetEffect, estimate_power
from analysis.power.study_simulation import score_precision, simulate_studies
from analysis.power.variances import VarianceComponents
from analysis.rating_simulation import StandardDeviations, simulate_ratings

WEIGHTS = (1.0, -0.5, -0.5)
HALF = TargetEffect(effect=0.8, weights=(1.0, -1.0), alpha=0.05, bound=0.5)
STUDY = StudySize(raters=20, clips=10, conditions=5, trials=50)


@pytest.mark.parametrize("seed", range(6))
def test_pooled_mean_squares_agree_with_the_fitted_model(seed: int) -> None:
    """Most of these small studies have a variance at 0."""
    ratings = simulate_ratings(
        {"a": 0, "b": 0, "c": 0}, raters=7, clips=5, seed=seed, deviations=StandardDeviations(2.0, 2.0, 0.3, 0.3, 1.4)
    )
    fit = fit_contrast(ratings, np.array(WEIGHTS))
    assert isinstance(fit, ContrastFit)
    scores = ratings.rating.reshape(1, 3, 5, 7).transpose(0, 3, 2, 1) @ np.array(WEIGHTS)
    v, df = score_precision(scores)
    assert fit.estimate.standard_error**2 == pytest.approx(v[0], rel=1e-5)
    assert fit.estimate.df == pytest.approx(df[0], rel=1e-4)


@pytest.mark.parametrize("weights", [(1.0, -1.0), (1.0, -0.25, -0.25, -0.25, -0.25)])
def test_ten_thousand_simulated_models_agree_with_the_closed_form(weights) -> None:
    target = replace(HALF, weights=weights)
    result = simulate_studies(STUDY, VarianceComponents(), target, scale=(1, 10), studies=10_000, seed=3)
    expected = estimate_power(STUDY, VarianceComponents(), target, 0)
    assert result.power == pytest.approx(expected.power, abs=0.03)
    assert result.equivalence == pytest.approx(expected.equivalence, abs=0.04)
    assert 0.03 <= result.false_alarms <= 0.075
