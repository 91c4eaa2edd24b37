"""The search for the highest likelihood: fast, and exact at the border."""

import numpy as np
import pytest

from analysis.models import optimizer
from analysis.models.cross_products import CrossProducts, cross_products
from analysis.models.reml import deviance_gradient
from analysis.rating_simulation import StandardDeviations, simulate_ratings
from face.arrays import BoolArray

ALL = np.ones(4, dtype=bool)


def table(seed: int, spread: StandardDeviations, share: float = 0.8) -> CrossProducts:
    ratings = simulate_ratings({"a": 0, "b": 0.3, "c": 0}, raters=8, clips=6, seed=seed, deviations=spread)
    return cross_products(ratings.where(np.random.default_rng(seed).random(len(ratings)) < share))


@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_has_a_zero_gradient(seed: int) -> None:
    """At a top the slope is 0 for each variance above 0, and not below 0 for each variance of 0."""
    deviations = np.random.default_rng(seed).choice([0.0, 0.3, 1.0], 4)
    counted = table(seed, StandardDeviations(*deviations, residual=1.0))
    top = optimizer.maximize_likelihood(counted, ALL)
    assert not isinstance(top, str)
    pull = deviance_gradient(counted, top.terms)
    assert pull[top.rho > 0] == pytest.approx(0, abs=1e-4)
    assert (pull[top.rho == 0] >= 0).all()


def test_terms_that_are_not_free_stay_at_zero() -> None:
    top = optimizer.maximize_likelihood(table(1, StandardDeviations()), np.array([True, False, True, False]))
    assert not isinstance(top, str)
    assert top.rho[[1, 3]].tolist() == [0, 0]
    assert (top.rho[[0, 2]] > 0).all()


def test_the_search_needs_few_evaluations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs a decomposition; a search by slopes alone needed about ninety."""
    counted, evaluate, calls = (
        table(2, StandardDeviations(1.2, 0.5, 0.5, 0.4, 1.5), 1.0),
        optimizer.evaluate_likelihood,
        [],
    )
    monkeypatch.setattr(optimizer, "evaluate_likelihood", lambda *given: calls.append(given) or evaluate(*given))
    assert not isinstance(optimizer.maximize_likelihood(counted, ALL), str)
    assert len(calls) <= 20


@pytest.mark.parametrize("free", [ALL, np.array([True, False, True, False])])
def test_complete_ratings_need_one_evaluation(monkeypatch: pytest.MonkeyPatch, free: BoolArray) -> None:
    counted, evaluate, calls = (
        table(2, StandardDeviations(1.2, 0.5, 0.5, 0.4, 1.5), 1.0),
        optimizer.evaluate_likelihood,
        [],
    )
    monkeypatch.setattr(optimizer, "evaluate_likelihood", lambda *given: calls.append(given) or evaluate(*given))
    assert not isinstance(optimizer.maximize_likelihood(counted, free), str)
    assert len(calls) == 1


@pytest.mark.parametrize("seed", range(8))
def test_the_optimum_does_not_depend_on_the_start(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    deviations = np.random.default_rng(seed).choice([0.0, 0.4, 1.2], 4)
    counted = table(seed, StandardDeviations(*deviations, residual=1.0), [0.7, 1.0][seed % 2])
    tops = [optimizer.maximize_likelihood(counted, ALL)]
    for place in (0.01, 0.3, 3.0):
        monkeypatch.setattr(optimizer, "initial_variances", lambda *_, place=place: np.full(4, place))
        tops.append(optimizer.maximize_likelihood(counted, ALL))
    for top in tops:
        assert not isinstance(top, str)
        assert top.rho == pytest.approx(tops[0].rho, rel=1e-3, abs=1e-4)
