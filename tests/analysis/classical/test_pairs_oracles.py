"""Tests of a pair of conditions against R's stats, BayesFactor and psych."""

import pytest

from analysis.classical.cells import rater_means
from analysis.classical.effect_sizes import cliffs_delta
from analysis.classical.estimate import Estimate, from_pairs
from analysis.classical.friedman import friedman
from analysis.classical.jzs import bf01
from analysis.classical.wilcoxon import wilcoxon
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("classic"))


@pytest.mark.parametrize("name", SETS)
def test_pairs_agree_with_r(name: str) -> None:
    r, means = from_r("classic")[name], rater_means(oracle_set(name))
    a, b = means[:, 1], means[:, 0]
    t = from_pairs(a - b)
    assert isinstance(t, Estimate)
    assert (t.p, wilcoxon(a, b).p) == (pytest.approx(r["t_p"], rel=1e-8), pytest.approx(r["wilcoxon_p"], rel=1e-8))
    assert 1 / bf01(t.difference / t.error, len(a)) == pytest.approx(r["bf10"], rel=1e-3)
    assert cliffs_delta(a, b) == pytest.approx(r["cliffs_delta"], abs=1e-12)
    assert friedman(means, 0.05).chi2 == pytest.approx(r["friedman"], rel=1e-8)
