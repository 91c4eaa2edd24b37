"""Tests of a pair of conditions against R's stats, BayesFactor and psych."""

import pytest

from analysis.classical.descriptive import rater_means
from analysis.classical.effect_sizes import cliffs_delta
from analysis.classical.rank_tests import friedman_test, wilcoxon_signed_rank
from analysis.classical.t_test import Estimate, jzs_bayes_factor, paired_t_estimate
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

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
