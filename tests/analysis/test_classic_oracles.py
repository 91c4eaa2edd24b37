"""Classical tests and agreement against R's afex, psych, BayesFactor and stats; P.913 against sureal's value."""

import numpy as np
import pytest
from scipy.integrate import quad

from analysis.classical.cells import complete, rater_means
from analysis.classical.effect_sizes import cliffs_delta
from analysis.classical.estimate import Estimate, from_pairs
from analysis.classical.friedman import friedman
from analysis.classical.jzs import bf01
from analysis.classical.rm_anova import rm_anova
from analysis.classical.wilcoxon import wilcoxon
from analysis.raters.agreement import agreement
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("classic"))


@pytest.mark.parametrize("name", SETS)
def test_analysis_of_variance_agrees_with_afex(name: str) -> None:
    r, found = dict(from_r("classic")[name]["rm_anova"]), vars(rm_anova(complete(rater_means(oracle_set(name)))))
    r["eta2"], r["hf_epsilon"] = r.pop("ges"), min(r["hf_epsilon"], 1)
    # car's third-order term takes the number of conditions for that of contrasts (3 p + 2); Box's formula stands here.
    assert found["mauchly_p"] == pytest.approx(r.pop("mauchly_p"), rel=1e-3)
    assert {key: found[key] for key in r} == pytest.approx(r, rel=1e-7)


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


@pytest.mark.parametrize("name", SETS)
def test_agreement_agrees_with_r(name: str) -> None:
    r, found = from_r("classic")[name], agreement(oracle_set(name), level=0.05, seed=0)
    assert found.alpha_ordinal.estimate == pytest.approx(r["alpha_ordinal"], abs=1e-10)
    assert found.alpha_interval.estimate == pytest.approx(r["alpha_interval"], abs=1e-10)
    if "icc" not in r:
        assert "every rater's rating" in str(found.icc_2_1.reason)
        return
    for kind in "123":
        for ours, theirs in ((f"icc_{kind}_1", f"ICC{kind}"), (f"icc_{kind}_k", f"ICC{kind}k")):
            ends = {key: vars(vars(found)[ours])[key] for key in ("estimate", "ci_low", "ci_high")}
            assert ends == pytest.approx(r["icc"][theirs], rel=1e-6)


@pytest.mark.parametrize(("n", "t"), [(5, 0.0), (20, 2.1), (60, -8.0), (4000, 1.0)])
def test_bayes_factor_against_adaptive_integration(n: int, t: float) -> None:
    def alternative(g: float) -> float:
        wide = 1 + n * g / 2
        chance = (1 + t**2 / (wide * (n - 1))) ** (-n / 2)
        return wide**-0.5 * chance * (2 * np.pi) ** -0.5 * g**-1.5 * np.exp(-1 / (2 * g))

    whole = sum(quad(alternative, low, high, epsabs=0, limit=200)[0] for low, high in ((0, 1), (1, np.inf)))
    assert bf01(t, n) == pytest.approx((1 + t**2 / (n - 1)) ** (-n / 2) / whole, rel=1e-6)
