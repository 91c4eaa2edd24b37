"""The ordinal mixed model against ordinal::clmm, its own gradient, and what must not change it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models.clmm import fit_ordinal_model
from analysis.models.crossed_effects import CrossedDesign
from analysis.models.laplace import LaplaceObjective, ParameterLayout
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

CASES = [(name, terms) for name, fits in from_r("clmm").items() for terms in fits]


@pytest.mark.parametrize(("name", "terms"), CASES)
def test_fit_agrees_with_clmm(name: str, terms: str) -> None:
    r = from_r("clmm")[name][terms]
    model = fit_ordinal_model(oracle_set(name), MAXIMAL_TERMS if terms == "full" else INTERCEPT_TERMS)
    assert model.loglik == pytest.approx(r["loglik"], abs=1e-4)
    assert model.chi2 == pytest.approx(2 * (r["loglik"] - r["loglik_null"]), abs=4e-4)
    assert [effect.log_odds for effect in model.effects] == pytest.approx(r["beta"], abs=1e-3)
    assert [effect.error for effect in model.effects] == pytest.approx(r["se"], rel=1e-3)
    assert model.thresholds == pytest.approx(r["thresholds"], abs=2e-3)
    assert model.deviations is not None
    for term, deviation in model.deviations.items():
        assert deviation == pytest.approx(r["sd"][term], abs=5e-3)


@pytest.mark.parametrize("terms", [(True, True, True, True), (True, False, True, False), (False, True, False, False)])
@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_the_gradient_agrees_with_finite_differences(terms: tuple[bool, bool, bool, bool], seed: int) -> None:
    ratings = simulate_ratings({"a": 0, "b": 1, "c": 0}, raters=5, clips=3, seed=seed)
    steps, answer = np.unique(ratings.rating, return_inverse=True)
    shape = ParameterLayout(len(steps) - 1, 2, terms)
    objective = LaplaceObjective(
        CrossedDesign(ratings.rater, ratings.clip, ratings.condition, (5, 3, 3)), answer, shape
    )
    x = np.random.default_rng(seed).normal(0, 0.5, shape.thresholds + 2 + sum(terms))
    slope = [(objective(x + nudge)[0] - objective(x - nudge)[0]) / 2e-5 for nudge in 1e-5 * np.eye(len(x))]
    assert objective(x)[1] == pytest.approx(slope, rel=1e-4, abs=1e-4)


def test_only_the_order_of_ratings_matters() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1, "c": 0}, raters=8, clips=4, seed=3)
    curved = Ratings(**{**vars(ratings), "rating": ratings.rating**3 / 100})
    assert fit_ordinal_model(curved) == fit_ordinal_model(ratings)


def test_reversing_the_scale_reverses_the_effects() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1, "c": 0}, raters=8, clips=4, seed=3)
    turned = fit_ordinal_model(Ratings(**{**vars(ratings), "rating": 11 - ratings.rating}))
    model = fit_ordinal_model(ratings)
    assert turned.loglik == pytest.approx(model.loglik, abs=1e-5)
    assert [-each.log_odds for each in turned.effects] == pytest.approx(
        [each.log_odds for each in model.effects], abs=1e-4
    )


@pytest.mark.parametrize(
    ("rule", "pair"),
    [
        (lambda i, k, c: "abc".index(c) * 3 + 1 + (i * k) % 2, "a and b overlap too little"),
        (lambda i, k, c: 10 if c == "b" else 1 + (i * k + ord(c)) % 5, "and b overlap too little"),
        (lambda i, k, c: 1 if c == "a" else 1 + (i * k + ord(c)) % 2, "overlap too little"),
        (lambda i, k, c: 5 + (i == k == 0 and c == "a"), "overlap too little"),
    ],
)
def test_separated_ratings_have_no_test_but_a_reason(table, rule, pair: str) -> None:
    apart = fit_ordinal_model(table(6, 4, "abc", rule))
    assert (apart.chi2, apart.p, apart.covariance) == (None, None, None)
    assert any(pair in warning for warning in apart.warnings)
    assert not any("ended early" in warning for warning in apart.warnings)
    assert all(effect.error is None for effect in apart.effects)


@pytest.mark.parametrize(
    ("raters", "clips", "conditions", "rule", "reason"),
    [
        (4, 4, "ab", lambda *_: 3, "all ratings are the same"),
        (4, 4, "a", lambda i, k, c: i + k, "fewer than two conditions"),
        (10, 10, "ab", lambda i, k, c: i * 10 + k, "100 distinct ratings"),
    ],
)
def test_missing_model_has_a_reason(table, raters, clips, conditions, rule, reason) -> None:
    model = fit_ordinal_model(table(raters, clips, conditions, rule))
    assert model.loglik is None
    assert reason in model.warnings[0]
