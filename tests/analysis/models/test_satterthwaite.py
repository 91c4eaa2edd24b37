"""Tests of the condition means: invariances, and that they keep their level."""

import numpy as np
import pytest

from analysis.classical.t_test import Estimate
from analysis.models.lmm import MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import denominator_df, estimate_contrast, omnibus_test
from analysis.rating_simulation import StandardDeviations, simulate_ratings


def fit(
    seed: int, raters: int = 10, clips: int = 6, conditions: str = "abc", spread: StandardDeviations | None = None
) -> MixedModelFit:
    effects = dict.fromkeys(conditions, 0.0)
    model = fit_mixed_model(simulate_ratings(effects, raters=raters, clips=clips, seed=seed, deviations=spread))
    assert isinstance(model, MixedModelFit)
    return model


def test_with_two_conditions_f_is_t_squared() -> None:
    model = fit(3, conditions="ab")
    t = estimate_contrast(model, np.array([1.0, -1]))
    assert isinstance(t, Estimate)
    whole = omnibus_test(model)
    assert (whole.F, whole.p) == pytest.approx(((t.difference / t.standard_error) ** 2, t.p))


def test_a_condition_without_ratings_has_no_contrast() -> None:
    ratings = simulate_ratings(dict.fromkeys("abc", 0.0), raters=6, clips=4, seed=1)
    model = fit_mixed_model(ratings.where(ratings.condition != 1))
    assert isinstance(model, MixedModelFit)
    assert estimate_contrast(model, np.array([1.0, -1, 0])) == "a condition has no ratings for this question"
    assert isinstance(estimate_contrast(model, np.array([1.0, 0, -1])), Estimate)


def test_joint_degrees_of_freedom() -> None:
    assert denominator_df(np.array([12.0, 12.0])) == 12
    # By hand: E = 10/8 + 6/4 = 2.75, 2 E / (E - 2).
    assert denominator_df(np.array([10.0, 6.0])) == pytest.approx(5.5 / 0.75)
    assert denominator_df(np.array([10.0, 1.5])) == 2


def rejections(studies: int, raters: int, clips: int, conditions: str) -> tuple[float, float]:
    """Return how often contrast and omnibus test reject at 5 % although no condition differs."""
    first = np.eye(len(conditions))[0] - np.eye(len(conditions))[1]
    models = [fit(seed, raters, clips, conditions) for seed in range(studies)]
    contrasts = [estimate_contrast(model, first) for model in models]
    result = [each.p < 0.05 for each in contrasts if isinstance(each, Estimate)]
    return float(np.mean(result)), float(np.mean([(omnibus_test(model).p or 1) < 0.05 for model in models]))


def test_type_1_error_with_rater_and_clip_by_condition_effects() -> None:
    contrasts, _ = rejections(100, raters=12, clips=8, conditions="ab")
    assert 0.01 <= contrasts <= 0.1


@pytest.mark.slow
def test_type_1_error_in_the_talks_design() -> None:
    contrasts, whole = rejections(1000, raters=20, clips=10, conditions="abcde")
    assert 0.03 <= contrasts <= 0.075
    assert 0.03 <= whole <= 0.075
