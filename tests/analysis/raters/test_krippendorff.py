"""Krippendorff's alpha beyond R's numbers: limits, missing ratings, intervals."""

import numpy as np
import pytest

from analysis.raters.krippendorff import alpha_interval, alpha_ordinal

UNITS = np.repeat(np.arange(30), 4)


def test_perfect_agreement_is_one_and_chance_is_none() -> None:
    generator = np.random.default_rng(1)
    same, chance = (
        np.repeat(generator.integers(1, 11, 30), 4).astype(float),
        generator.integers(1, 11, 120).astype(float),
    )
    assert alpha_interval(UNITS, same, level=0.05, seed=0).estimate == pytest.approx(1)
    assert abs(alpha_ordinal(UNITS, chance, level=0.05, seed=0).estimate or 1) < 0.15


def test_ordinal_alpha_needs_only_the_order() -> None:
    values = np.random.default_rng(2).integers(1, 6, 120).astype(float)
    both = [alpha_ordinal(UNITS, each, level=0.05, seed=3) for each in (values, np.exp(values))]
    assert both[0] == both[1]


def test_units_rated_once_count_for_nothing() -> None:
    values = np.random.default_rng(2).integers(1, 6, 120).astype(float)
    alone = alpha_interval(np.append(UNITS, [30, 31]), np.append(values, [1, 5]), level=0.05, seed=3)
    assert alone == alpha_interval(UNITS, values, level=0.05, seed=3)


def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """One rater's true reliability is 1 / (1 + 1): alpha of many studies is 0.5."""
    generator = np.random.default_rng(4)
    hits = 0
    for seed in range(60):
        values = np.repeat(generator.normal(0, 1, 30), 4) + generator.normal(0, 1, 120)
        found = alpha_interval(UNITS, values, level=0.05, seed=seed)
        hits += (found.ci_low or 1) <= 0.5 <= (found.ci_high or 0)
    assert 50 <= hits <= 60


def test_says_why_there_is_no_alpha() -> None:
    assert "by two raters" in str(alpha_interval(np.arange(4), np.arange(4.0), level=0.05, seed=0).reason)
    assert "the same" in str(alpha_ordinal(UNITS, np.ones(120), level=0.05, seed=0).reason)
    assert "no interval" in str(alpha_interval(np.zeros(4, int), np.arange(4.0), level=0.05, seed=0).reason)
