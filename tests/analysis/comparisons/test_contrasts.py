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
    result = evaluate_contrasts(ESTIMATES, plan, plan.family)
    first = result[0].p * times[0]
    assert result[0].p_adjusted == pytest.approx(first)
    assert result[1].p_adjusted == pytest.approx(max(result[1].p * times[1], first if family != "none" else 0))
    assert result[2].p_adjusted == pytest.approx(result[2].p * times[2])


def test_a_contrast_without_estimate_has_a_reason() -> None:
    result = evaluate_contrasts(ESTIMATES, Analysis(), "all")[3]
    assert result.reason == "the condition b was not rated"
    assert result.p is result.difference is result.verdict is result.tost_p is result.detectable_difference is None


@pytest.mark.parametrize(
    ("p", "tost_p", "verdict"),
    [
        (0.01, 0.3, "different"),
        (0.3, 0.01, "equivalent"),
        (0.01, 0.01, "different but equivalent"),
        (0.05, 0.05, "undecided"),
        (None, 0.01, None),
    ],
)
def test_verdicts(p: float | None, tost_p: float | None, verdict: str | None) -> None:
    assert combine_verdicts(p, tost_p, 0.05) == verdict


def test_weight_vector_follows_the_order_of_conditions() -> None:
    assert rated_weight_vector({"b": 1, "a": -1}, ("a", "b", "c")) == pytest.approx([-1, 1, 0])
    assert rated_weight_vector({"z": 1, "a": -1}, ("a", "b")) == "the condition z was not rated"
    assert list(pair_weights("abc")) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_rater_mean_estimator_uses_raters_with_every_condition_of_the_contrast() -> None:
    means = np.array([[5, 3, np.nan], [6, 5, 1], [7, 4, 1], [np.nan, 4, 1]])
    result = rater_mean_estimator(means)(np.array([1.0, -1, 0]))
    assert isinstance(result, Estimate)
    assert (result.difference, result.df) == (pytest.approx(2), 2)
