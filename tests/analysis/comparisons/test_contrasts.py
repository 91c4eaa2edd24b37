"""Families, verdicts and reasons."""

from dataclasses import replace

import pytest

from analysis.classical.t_test import Estimate
from analysis.comparisons.contrast_model import ContrastFit
from analysis.comparisons.contrasts import (
    ContrastEstimate,
    combine_verdicts,
    evaluate_contrasts,
    pair_weights,
    rated_weight_vector,
)
from analysis.plan import Analysis

WEIGHTS = {"a": 1.0, "b": -1.0}


def contrast_estimate(question: str, name: str, difference: float, error: float = 0.1) -> ContrastEstimate:
    return ContrastEstimate(question, name, WEIGHTS, ContrastFit(Estimate(difference, error, 30), "t", {}, 2.0), 0.5)


ESTIMATES = [
    contrast_estimate("upper", "x", 0.25),
    contrast_estimate("upper", "y", 0.21),
    contrast_estimate("lower", "x", 0.0),
    ContrastEstimate("lower", "y", WEIGHTS, "the condition b was not rated", 0.5),
]


@pytest.mark.parametrize(("family", "times"), [("all", [4, 3, 2]), ("question", [2, 1, 2]), ("none", [1, 1, 1])])
def test_the_family_determines_the_multiplier_of_p(family: str, times: list[int]) -> None:
    plan = Analysis.model_validate({"family": family})
    result = evaluate_contrasts(ESTIMATES, plan, plan.family)
    first = result[0].p * times[0]
    assert result[0].p_adjusted == pytest.approx(first)
    assert result[1].p_adjusted == pytest.approx(max(result[1].p * times[1], first if family != "none" else 0))
    assert result[2].p_adjusted == pytest.approx(min(1, result[2].p * times[2]))


@pytest.mark.parametrize(("family", "size"), [("all", 4), ("question", 2), ("none", 1)])
def test_intervals_equivalence_and_what_can_be_detected_belong_to_the_adjusted_verdict(family: str, size: int) -> None:
    plan = Analysis.model_validate({"family": family})
    for row, each in zip(evaluate_contrasts(ESTIMATES, plan, plan.family)[:3], ESTIMATES, strict=False):
        assert isinstance(each.fit, ContrastFit)
        estimate = each.fit.estimate
        assert (row.ci_low_adjusted, row.ci_high_adjusted) == pytest.approx(estimate.interval(0.05 / size))
        assert row.detectable_difference == pytest.approx(estimate.detectable_difference(0.05 / size))
        low, high = estimate.interval(2 * 0.05 / size)
        assert ("equivalent" in (row.verdict or "")) == (low > -0.5 and high < 0.5)
        assert row.standardised == pytest.approx(estimate.difference / 2)


def test_each_question_has_its_own_equivalence_bound() -> None:
    near = replace(contrast_estimate("upper", "x", 0.1), equivalence_bound=0.2)
    far = replace(near, question="lower", equivalence_bound=0.6)
    rows = evaluate_contrasts([near, far], Analysis(equivalence_bound=9), "none")
    assert [(row.equivalence_bound, row.verdict) for row in rows] == [(0.2, "undecided"), (0.6, "equivalent")]
    assert [row.tost_p for row in rows] == pytest.approx([Estimate(0.1, 0.1, 30).tost_p(bound) for bound in (0.2, 0.6)])


def test_benjamini_and_hochbergs_adjustment_has_unadjusted_intervals() -> None:
    for row in evaluate_contrasts(ESTIMATES, Analysis(), "all", "bh")[:3]:
        assert (row.ci_low_adjusted, row.ci_high_adjusted) == (row.ci_low, row.ci_high)


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
