"""Kenward-Roger against pbkrtest, whose numbers are stored in `tests/oracles/lmm.json`."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_rel

from analysis.classical.t_test import Estimate
from analysis.models.kenward_roger import KenwardRoger, kenward_roger
from analysis.models.lmm import MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import OmnibusTest, omnibus_test
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import RatingRow, Ratings
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set


@pytest.mark.parametrize("name", ["balanced", "missing", "singular", "few"])
def test_kenward_roger_agrees_with_pbkrtest(name: str) -> None:
    r, ratings = from_r("lmm")[name]["full"]["kr"], oracle_set(name)
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    adjusted = kenward_roger(ratings, model)
    assert isinstance(adjusted, KenwardRoger)
    weights = np.array([-1.0, 1.0, *[0.0] * (len(model.means) - 2)])
    test, pair = adjusted.omnibus_test(), adjusted.estimate_contrast(weights)
    assert isinstance(test, OmnibusTest)
    assert isinstance(pair, Estimate)
    assert pytest.approx(r["F"], rel=1e-4) == test.F
    assert (test.df2, test.p) == (pytest.approx(r["df2"], rel=1e-3), pytest.approx(r["p"], rel=5e-3))
    assert (pair.standard_error, pair.df) == (pytest.approx(r["error"], rel=1e-5), pytest.approx(r["df"], rel=1e-3))


def test_equals_satterthwaite_in_a_large_complete_study() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.3, "c": 0}, raters=40, clips=20, seed=1)
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    adjusted = kenward_roger(ratings, model)
    assert isinstance(adjusted, KenwardRoger)
    both = adjusted.omnibus_test(), omnibus_test(model)
    assert isinstance(both[0], OmnibusTest)
    assert [test.F for test in both] == pytest.approx([both[0].F] * 2, rel=1e-3)
    assert [test.p for test in both] == pytest.approx([both[0].p] * 2, rel=0.02)


@pytest.mark.parametrize(
    ("first", "second"),
    [([3, 8, 5], [5, 9, 9]), ([4, 9, 2, 7, 6], [6, 10, 3, 9, 9]), ([2, 7], [5, 8]), ([3, 8, 5, 9], [5, 9, 9, 10])],
)
def test_one_rater_and_two_conditions_give_the_paired_t_test(first: list[int], second: list[int]) -> None:
    """Its degrees of freedom are 1 to 4; with 2 and with 4 of them parts of its formulas are 0 / 0 and 1 / 0."""
    cells = [(f"k{k}", c, y) for c, values in (("a", first), ("b", second)) for k, y in enumerate(values)]
    ratings = Ratings.from_rows(RatingRow("r", k, c, "upper", y) for k, c, y in cells)
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    assert model.components["clip"] > 0
    adjusted = kenward_roger(ratings, model)
    assert isinstance(adjusted, KenwardRoger)
    test, r = adjusted.omnibus_test(), ttest_rel(second, first)
    assert isinstance(test, OmnibusTest)
    assert (test.F, test.df2, test.p) == pytest.approx((r.statistic**2, len(first) - 1, r.pvalue), rel=1e-4)


def test_poorly_known_variances_give_a_reason_instead_of_a_test() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.3}, raters=6, clips=4, seed=1)
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    adjusted = kenward_roger(ratings, model)
    assert isinstance(adjusted, KenwardRoger)
    lost = replace(adjusted, component_covariance=adjusted.component_covariance * 1e9)
    results = lost.omnibus_test(), lost.estimate_contrast(np.array([-1.0, 1.0]))
    assert set(results) == {"the ratings leave no degrees of freedom"}


def test_a_study_that_is_too_large_gives_a_reason() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0.3}, raters=600, clips=2, seed=1)
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    assert "so many raters" in str(kenward_roger(ratings, model))
