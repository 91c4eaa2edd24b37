"""Kenward-Roger against pbkrtest, whose numbers are stored in `tests/oracles/lmm.json`."""

import numpy as np
import pytest

from analysis.models.kenward_roger import KenwardRoger, kenward_roger
from analysis.models.lmm import Fit, fit
from analysis.models.satterthwaite import omnibus
from analysis.simulate import simulate
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set


@pytest.mark.parametrize("name", ["balanced", "missing", "singular", "few"])
def test_agrees_with_pbkrtest(name: str) -> None:
    r, ratings = from_r("lmm")[name]["full"]["kr"], oracle_set(name)
    model = fit(ratings)
    assert isinstance(model, Fit)
    adjusted = kenward_roger(ratings, model)
    assert isinstance(adjusted, KenwardRoger)
    test, pair = adjusted.omnibus(), adjusted.contrast(np.array([-1.0, 1.0, *[0.0] * (len(model.means) - 2)]))
    assert pytest.approx(r["F"], rel=1e-4) == test.F
    assert (test.df2, test.p) == (pytest.approx(r["df2"], rel=1e-3), pytest.approx(r["p"], rel=5e-3))
    assert (pair.error, pair.df) == (pytest.approx(r["error"], rel=1e-5), pytest.approx(r["df"], rel=1e-3))


def test_equals_satterthwaite_in_a_large_complete_study() -> None:
    ratings = simulate({"a": 0, "b": 0.3, "c": 0}, raters=40, clips=20, seed=1)
    model = fit(ratings)
    assert isinstance(model, Fit)
    adjusted = kenward_roger(ratings, model)
    assert isinstance(adjusted, KenwardRoger)
    both = adjusted.omnibus(), omnibus(model)
    assert [test.F for test in both] == pytest.approx([both[0].F] * 2, rel=1e-3)
    assert [test.p for test in both] == pytest.approx([both[0].p] * 2, rel=0.02)


def test_too_large_a_study_is_said() -> None:
    ratings = simulate({"a": 0, "b": 0.3}, raters=600, clips=2, seed=1)
    model = fit(ratings)
    assert isinstance(model, Fit)
    assert "so many raters" in str(kenward_roger(ratings, model))
