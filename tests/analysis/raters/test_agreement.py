"""Agreement against R's psych and stats."""

import numpy as np
import pytest

from analysis.raters.agreement import interval_alpha, intraclass_correlations, ordinal_alpha, rater_agreement
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("classic"))


@pytest.mark.parametrize("name", SETS)
def test_agreement_agrees_with_r(name: str) -> None:
    r, result = from_r("classic")[name], rater_agreement(oracle_set(name), alpha=0.05, seed=0)
    assert result.alpha_ordinal.estimate == pytest.approx(r["alpha_ordinal"], abs=1e-10)
    assert result.alpha_interval.estimate == pytest.approx(r["alpha_interval"], abs=1e-10)
    if "icc" not in r:
        assert "every rater's rating" in str(result.icc_2_1.reason)
        return
    for kind in "123":
        for ours, theirs in ((f"icc_{kind}_1", f"ICC{kind}"), (f"icc_{kind}_k", f"ICC{kind}k")):
            ends = {key: vars(vars(result)[ours])[key] for key in ("estimate", "ci_low", "ci_high")}
            assert ends == pytest.approx(r["icc"][theirs], rel=1e-6)


@pytest.mark.parametrize(
    ("square", "reason"),
    [
        (np.ones((1, 5)), "two raters and two stimuli"),
        (np.array([[1, np.nan], [2, 3]]), "every rater's rating"),
        (np.add.outer(np.arange(3.0), np.arange(4.0)), "without a residual"),
    ],
)
def test_missing_correlation_has_a_reason(square, reason) -> None:
    assert reason in str(intraclass_correlations(square, 0.05).icc_2_1.reason)


UNITS = np.repeat(np.arange(30), 4)


def test_alpha_is_1_for_perfect_agreement_and_0_for_chance() -> None:
    generator = np.random.default_rng(1)
    same, chance = (
        np.repeat(generator.integers(1, 11, 30), 4).astype(float),
        generator.integers(1, 11, 120).astype(float),
    )
    assert interval_alpha(UNITS, same, alpha=0.05, seed=0).estimate == pytest.approx(1)
    assert abs(ordinal_alpha(UNITS, chance, alpha=0.05, seed=0).estimate or 1) < 0.15


def test_ordinal_alpha_depends_on_the_order_only() -> None:
    values = np.random.default_rng(2).integers(1, 6, 120).astype(float)
    both = [ordinal_alpha(UNITS, each, alpha=0.05, seed=3) for each in (values, np.exp(values))]
    assert both[0] == both[1]


def test_units_rated_once_are_ignored() -> None:
    values = np.random.default_rng(2).integers(1, 6, 120).astype(float)
    alone = interval_alpha(np.append(UNITS, [30, 31]), np.append(values, [1, 5]), alpha=0.05, seed=3)
    assert alone == interval_alpha(UNITS, values, alpha=0.05, seed=3)


def test_alpha_interval_has_nominal_coverage() -> None:
    """One rater's true reliability is 1 / (1 + 1): alpha of many studies is 0.5."""
    generator = np.random.default_rng(4)
    hits = 0
    for seed in range(60):
        values = np.repeat(generator.normal(0, 1, 30), 4) + generator.normal(0, 1, 120)
        result = interval_alpha(UNITS, values, alpha=0.05, seed=seed)
        hits += (result.ci_low or 1) <= 0.5 <= (result.ci_high or 0)
    assert 50 <= hits <= 60


def test_missing_alpha_has_a_reason() -> None:
    assert "by two raters" in str(interval_alpha(np.arange(4), np.arange(4.0), alpha=0.05, seed=0).reason)
    assert "the same" in str(ordinal_alpha(UNITS, np.ones(120), alpha=0.05, seed=0).reason)
    assert "no interval" in str(interval_alpha(np.zeros(4, int), np.arange(4.0), alpha=0.05, seed=0).reason)
