"""Tests of the condition means: invariances, and that they keep their level."""

import numpy as np
import pytest

from analysis.classical.estimate import Estimate
from analysis.models.lmm import Fit, fit
from analysis.models.satterthwaite import contrast, joint_degrees, omnibus
from analysis.simulate import Spread, simulate


def fitted(seed: int, raters: int = 10, clips: int = 6, conditions: str = "abc", spread: Spread | None = None) -> Fit:
    effects = dict.fromkeys(conditions, 0.0)
    model = fit(simulate(effects, raters=raters, clips=clips, seed=seed, spread=spread))
    assert isinstance(model, Fit)
    return model


def test_with_two_conditions_f_is_t_squared() -> None:
    model = fitted(3, conditions="ab")
    t = contrast(model, np.array([1.0, -1]))
    assert isinstance(t, Estimate)
    whole = omnibus(model)
    assert (whole.F, whole.p) == pytest.approx(((t.difference / t.error) ** 2, t.p))


def test_a_condition_without_ratings_has_no_contrast() -> None:
    ratings = simulate(dict.fromkeys("abc", 0.0), raters=6, clips=4, seed=1)
    model = fit(ratings.where(ratings.condition != 1))
    assert isinstance(model, Fit)
    assert contrast(model, np.array([1.0, -1, 0])) == "a condition was not rated in this region"
    assert isinstance(contrast(model, np.array([1.0, 0, -1])), Estimate)


def test_joint_degrees_of_freedom() -> None:
    assert joint_degrees(np.array([12.0, 12.0])) == 12
    # By hand: E = 10/8 + 6/4 = 2.75, 2 E / (E - 2).
    assert joint_degrees(np.array([10.0, 6.0])) == pytest.approx(5.5 / 0.75)
    assert joint_degrees(np.array([10.0, 1.5])) == 2


def rejections(studies: int, raters: int, clips: int, conditions: str) -> tuple[float, float]:
    """Return how often contrast and omnibus test reject at 5 % although no condition differs."""
    first = np.eye(len(conditions))[0] - np.eye(len(conditions))[1]
    models = [fitted(seed, raters, clips, conditions) for seed in range(studies)]
    contrasts = [contrast(model, first) for model in models]
    found = [each.p < 0.05 for each in contrasts if isinstance(each, Estimate)]
    return float(np.mean(found)), float(np.mean([(omnibus(model).p or 1) < 0.05 for model in models]))


def test_keeps_its_level_although_clips_and_raters_disagree_on_conditions() -> None:
    contrasts, _ = rejections(100, raters=12, clips=8, conditions="ab")
    assert 0.01 <= contrasts <= 0.1


@pytest.mark.slow
def test_keeps_its_level_in_the_talks_design() -> None:
    contrasts, whole = rejections(1000, raters=20, clips=10, conditions="abcde")
    assert 0.03 <= contrasts <= 0.075
    assert 0.03 <= whole <= 0.075
