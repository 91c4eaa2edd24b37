"""Tests of a pair of conditions against R's stats, BayesFactor and psych."""

import pytest

from analysis.classical.descriptive import rater_means
from analysis.classical.effect_sizes import cliffs_delta
from analysis.classical.rank_tests import friedman_test, wilcoxon_signed_rank
from analysis.classical.t_test import Estimate, jzs_bayes_factor, paired_t_estimate
from tests.analysis.oracle import from_r
from tests.oracles.sets import RANK_NAMES, oracle_set, rank_set

SETS = tuple(from_r("classic"))


@pytest.mark.parametrize("name", SETS)
def test_pairs_agree_with_r(name: str) -> None:
    r, means = from_r("classic")[name], rater_means(oracle_set(name))
    a, b = means[:, 1], means[:, 0]
    t = paired_t_estimate(a - b)
    assert isinstance(t, Estimate)
    assert (t.p, wilcoxon_signed_rank(a, b).p) == (
        pytest.approx(r["t_p"], rel=1e-8),
        pytest.approx(r["wilcoxon_p"], rel=1e-8),
    )
    assert 1 / jzs_bayes_factor(t.difference / t.standard_error, len(a)) == pytest.approx(r["bf10"], rel=1e-3)
    assert cliffs_delta(a, b) == pytest.approx(r["cliffs_delta"], abs=1e-12)
    assert friedman_test(means, 0.05).chi2 == pytest.approx(r["friedman"], rel=1e-8)


@pytest.mark.parametrize("name", RANK_NAMES)
def test_rank_tests_of_means_agree_with_r_on_exact_differences(name: str) -> None:
    r, ratings = from_r("ranks")[name], rank_set(name)
    means = rater_means(ratings)
    for pair in r["pairs"]:
        a, b = (means[:, ratings.conditions.index(pair[each])] for each in ("a", "b"))
        result = wilcoxon_signed_rank(a, b)
        assert result.p == pytest.approx(pair["p"], rel=1e-10)
        assert result.rank_biserial == pytest.approx(pair["rank_biserial"], abs=1e-12)
        assert result.w == min(pair["v"], result.n * (result.n + 1) / 2 - pair["v"])
    friedman = friedman_test(means, 0.05)
    assert (friedman.chi2, friedman.p) == (pytest.approx(r["friedman"]), pytest.approx(r["friedman_p"]))
