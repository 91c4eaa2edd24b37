"""Effect sizes on rater means."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import nct, norm

from analysis.classical.descriptive import rater_means
from analysis.classical.effect_sizes import cliffs_delta, dz_interval, effect_sizes
from analysis.classical.rank_tests import friedman_test, wilcoxon_signed_rank
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

CHANCE = np.random.default_rng(3)


@given(st.floats(-4, 4), st.integers(2, 400))
@example(2e-151, 2)
def test_dz_interval_inverts_the_noncentral_t_distribution(dz: float, n: int) -> None:
    low, high = dz_interval(dz, n, 0.05)
    assert low is not None
    assert high is not None
    assert low < dz < high
    t, root = max(abs(dz), 1e-100) * n**0.5, n**0.5
    ends = (low, high) if dz >= 0 else (-high, -low)
    assert [nct.cdf(t, n - 1, end * root) for end in ends] == pytest.approx([0.975, 0.025], abs=1e-6)


def test_swapping_the_conditions_changes_every_sign() -> None:
    a, b = CHANCE.normal(5, 1, 12), CHANCE.normal(6, 1, 12)
    one, other = effect_sizes(a, b, 0.05), effect_sizes(b, a, 0.05)
    assert (one.dz, one.d_av, one.cliffs_delta) == pytest.approx((-other.dz, -other.d_av, -other.cliffs_delta))  # type: ignore[operator]
    assert (one.dz_low, one.cliffs_delta_low) == pytest.approx((-other.dz_high, -other.cliffs_delta_high))  # type: ignore[operator]


def test_cliffs_delta_interval_has_nominal_coverage() -> None:
    truth = 2 * norm.cdf(0.8 / np.sqrt(3)) - 1
    hits = 0
    for _ in range(200):
        own = CHANCE.normal(size=20)
        a, b = own + CHANCE.normal(size=20) * 0.5**0.5 + 0.8, own + CHANCE.normal(size=20) * 0.5**0.5
        result = effect_sizes(a, b, 0.05)
        hits += (result.cliffs_delta_low or 0) <= truth <= (result.cliffs_delta_high or 0)
    assert 180 <= hits <= 199


def test_kendalls_w_interval_contains_w_and_stays_within_0_and_1() -> None:
    result = friedman_test(CHANCE.normal(size=(15, 4)) + np.arange(4), 0.05)
    assert 0 <= (result.kendall_w_low or 0) < (result.kendall_w or 0) < (result.kendall_w_high or 0) <= 1
    narrow = friedman_test(np.tile(CHANCE.normal(size=(15, 4)) + np.arange(4), (20, 1)), 0.05)
    assert (narrow.kendall_w_high or 0) - (narrow.kendall_w_low or 0) < 0.2
    assert friedman_test(np.arange(4.0) + np.zeros((7, 1)), 0.05).kendall_w_low is None


@pytest.mark.parametrize(
    ("a", "b", "known"),
    [
        ([3.0, 4.0], [3.0, 4.0], {"cliffs_delta"}),
        ([5.0, 6.0, 7.0], [1.0, 2.0, 3.0], {"cliffs_delta"}),
        ([5.0], [1.0], {"cliffs_delta"}),
        ([5.0, np.nan], [np.nan, 1.0], {"cliffs_delta"}),
        ([np.nan], [1.0], set()),
    ],
)
def test_undefined_effect_sizes_are_none(a: list[float], b: list[float], known: set[str]) -> None:
    result = vars(effect_sizes(np.array(a), np.array(b), 0.05))
    assert {name for name, value in result.items() if value is not None} == known


def test_a_rater_of_one_condition_counts_for_cliffs_delta_only() -> None:
    a, b = np.array([5.0, 6, 7, 9]), np.array([4.0, 6, 5, np.nan])
    assert cliffs_delta(a, b) == pytest.approx((9 - 1) / 12)
    assert effect_sizes(a, b, 0.05).dz == effect_sizes(a[:3], b[:3], 0.05).dz


@pytest.mark.parametrize("name", tuple(from_r("effects")))
def test_effect_sizes_agree_with_r(name: str) -> None:
    r, means = from_r("effects")[name], rater_means(oracle_set(name))
    a, b = means[:, 1], means[:, 0]
    result, ranks = effect_sizes(a, b, 0.05), wilcoxon_signed_rank(a, b)
    assert [result.dz, result.dz_low, result.dz_high] == pytest.approx(r["dz"], rel=1e-5, abs=1e-6)
    assert result.d_av == pytest.approx(r["d_av"], rel=1e-9)
    biserial = [ranks.rank_biserial, ranks.rank_biserial_low, ranks.rank_biserial_high]
    assert biserial == pytest.approx(r["rank_biserial"], rel=1e-6)
