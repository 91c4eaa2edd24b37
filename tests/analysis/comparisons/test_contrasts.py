"""Families, verdicts and reasons."""

import numpy as np
import pytest

from analysis.classical.t_test import Estimate
from analysis.comparisons.contrasts import (
    ContrastEstimate,
    combine_verdicts,
    evaluate_contrasts,
    pair_weights,
    rated_weight_vector,
    rater_mean_estimator,
)
from analysis.plan import Analysis

WEIGHTS = {"a": 1.0, "b": -1.0}


def contrast_estimate(region: str, name: str, difference: float, error: float = 0.1) -> ContrastEstimate:
    return ContrastEstimate(region, name, WEIGHTS, "t", Estimate(difference, error, 30))


ESTIMATES = [
    contrast_estimate("upper", "x", 0.25),
    contrast_estimate("upper", "y", 0.21),
    contrast_estimate("lower", "x", 0.0),
    ContrastEstimate("lower", "y", WEIGHTS, "t", "the condition b was not rated"),
]


@pytest.mark.parametrize(("family", "times"), [("all", [3, 2, 1]), ("region", [2, 1, 1]), ("none", [1, 1, 1])])
def test_the_family_determines_the_multiplier_of_p(family: str, times: list[int]) -> None:
    plan = Analysis.model_validate({"family": family})
    found = evaluate_contrasts(ESTIMATES, plan, plan.family)
    first = found[0].p * times[0]
    assert found[0].p_adjusted == pytest.approx(first)
    assert found[1].p_adjusted == pytest.approx(max(found[1].p * times[1], first if family != "none" else 0))
    assert found[2].p_adjusted == pytest.approx(found[2].p * times[2])


def test_a_contrast_without_estimate_has_a_reason() -> None:
    found = evaluate_contrasts(ESTIMATES, Analysis(), "all")[3]
    assert found.reason == "the condition b was not rated"
    assert found.p is found.difference is found.verdict is found.tost_p is found.detectable_difference is None


@pytest.mark.parametrize(
    ("p", "tost_p", "said"),
    [
        (0.01, 0.3, "different"),
        (0.3, 0.01, "equivalent"),
        (0.01, 0.01, "different but equivalent"),
        (0.05, 0.05, "undecided"),
        (None, 0.01, None),
    ],
)
def test_verdicts(p: float | None, tost_p: float | None, said: str | None) -> None:
    assert combine_verdicts(p, tost_p, 0.05) == said


def test_weight_vector_follows_the_order_of_conditions() -> None:
    assert rated_weight_vector({"b": 1, "a": -1}, ("a", "b", "c")) == pytest.approx([-1, 1, 0])
    assert rated_weight_vector({"z": 1, "a": -1}, ("a", "b")) == "the condition z was not rated"
    assert list(pair_weights("abc")) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_rater_mean_estimator_uses_raters_with_every_condition_of_the_contrast() -> None:
    means = np.array([[5, 3, np.nan], [6, 5, 1], [7, 4, 1], [np.nan, 4, 1]])
    found = rater_mean_estimator(means)(np.array([1.0, -1, 0]))
    assert isinstance(found, Estimate)
    assert (found.difference, found.df) == (pytest.approx(2), 2)
