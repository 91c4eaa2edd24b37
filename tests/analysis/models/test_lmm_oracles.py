"""The crossed mixed model against lme4 and lmerTest, whose numbers are stored in `tests/oracles/lmm.json`."""

import numpy as np
import pytest

from analysis.classical.t_test import Estimate
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS, MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import estimate_contrast, omnibus_test
from tests.analysis.oracle import from_r
from tests.oracles.sets import NAMES, oracle_set


def fit(name: str, terms: str) -> MixedModelFit:
    model = fit_mixed_model(oracle_set(name), MAXIMAL_TERMS if terms == "full" else INTERCEPT_TERMS)
    assert isinstance(model, MixedModelFit)
    return model


@pytest.mark.parametrize("terms", ["full", "intercepts"])
@pytest.mark.parametrize("name", NAMES)
def test_fit_agrees_with_lmer(name: str, terms: str) -> None:
    r, model = from_r("lmm")[name][terms], fit(name, terms)
    assert model.reml <= r["reml"] + 1e-7
    assert model.reml == pytest.approx(r["reml"], abs=1e-5)
    for term, variance in model.components.items():
        assert variance == pytest.approx(r["components"][term], rel=1e-3, abs=1e-5)
    assert model.means - model.means[0] == pytest.approx([0, *r["beta"][1:]], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("terms", ["full", "intercepts"])
@pytest.mark.parametrize("name", NAMES)
def test_satterthwaite_agrees_with_lmertest(name: str, terms: str) -> None:
    r, model = from_r("lmm")[name][terms], fit(name, terms)
    test = omnibus_test(model)
    assert (test.F, test.df1) == (pytest.approx(r["F"], rel=1e-4), r["df1"])
    assert (test.df2, test.p) == (pytest.approx(r["df2"], rel=1e-2), pytest.approx(r["p"], rel=5e-3))
    weights = np.zeros(len(oracle_set(name).conditions))
    weights[:2] = -1, 1
    result = estimate_contrast(model, weights)
    assert isinstance(result, Estimate)
    assert result.difference == pytest.approx(r["b_minus_a"]["difference"], rel=1e-5)
    assert result.standard_error == pytest.approx(r["b_minus_a"]["error"], rel=1e-5)
    assert result.df == pytest.approx(r["b_minus_a"]["df"], rel=1e-2)
