"""A contrast's own model: against R, and where parts of the design are missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparisons.contrast_model import ContrastFit, contrast_scores, fit_contrast
from analysis.method_descriptions import CONDITION_MEANS, CONTRAST_SCORES, PAIRED_T_TEST, WELCH_T_TEST
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from face.arrays import Float64Array
from tests.analysis.oracle import from_r
from tests.oracles.sets import contrast_set

WEIGHTS = {"pair": {"a": 1.0, "b": -1.0}, "four": {"d": 1.0, "a": -1 / 3, "b": -1 / 3, "c": -1 / 3}}


def vector(ratings: Ratings, weights: dict[str, float]) -> Float64Array:
    return np.array([weights.get(name, 0.0) for name in ratings.conditions])


def fitted(ratings: Ratings, weights: dict[str, float], df_method: str = "satterthwaite") -> ContrastFit:
    fit = fit_contrast(ratings, vector(ratings, weights), df_method)  # type: ignore[arg-type]
    assert isinstance(fit, ContrastFit), fit
    return fit


@pytest.mark.parametrize("name", ["balanced", "nearly"])
@pytest.mark.parametrize("contrast", WEIGHTS)
def test_scores_agree_with_lmertest_and_pbkrtest(name: str, contrast: str) -> None:
    r = from_r("contrasts")[name][contrast]
    fit = fitted(contrast_set(name), WEIGHTS[contrast])
    assert fit.method == CONTRAST_SCORES
    assert fit.components == pytest.approx(r["components"], rel=1e-3, abs=1e-5)
    assert fit.estimate.difference == pytest.approx(r["difference"], rel=1e-5)
    assert fit.estimate.standard_error == pytest.approx(r["error"], rel=1e-5)
    assert fit.estimate.df == pytest.approx(r["df"], rel=1e-2)
    assert fit.estimate.p == pytest.approx(r["p"], rel=1e-3)
    exact = fitted(contrast_set(name), WEIGHTS[contrast], "kenward-roger").estimate
    assert exact.standard_error == pytest.approx(r["kr"]["error"], rel=1e-4)
    assert exact.df == pytest.approx(r["kr"]["df"], rel=1e-2)


@pytest.mark.parametrize("name", ["sparse", "nested", "between"])
@pytest.mark.parametrize("contrast", WEIGHTS)
def test_condition_means_agree_with_nlme(name: str, contrast: str) -> None:
    r = from_r("contrasts")[name][contrast]
    fit = fitted(contrast_set(name), WEIGHTS[contrast])
    assert fit.method == CONDITION_MEANS
    assert fit.estimate.difference == pytest.approx(r["difference"], abs=2e-3)
    assert fit.estimate.standard_error == pytest.approx(r["error"], rel=2e-3)


def test_conditions_that_are_not_weighted_change_nothing() -> None:
    ratings = contrast_set("sparse")
    others = ~np.isin(ratings.condition, [0, 1])
    wild = np.where(others, 11 - ratings.rating, ratings.rating)
    changed = Ratings(**{**vars(ratings), "rating": wild})
    assert fitted(changed, WEIGHTS["pair"]).estimate == fitted(ratings, WEIGHTS["pair"]).estimate


def test_scores_need_nine_of_ten_complete_blocks_and_leave_out_the_others() -> None:
    ratings = contrast_set("nearly")
    weights = vector(ratings, WEIGHTS["pair"])
    own = ratings.where(np.isin(ratings.condition, [0, 1]))
    scores, incomplete = contrast_scores(own, weights)
    blocks = set(zip(own.rater.tolist(), own.clip.tolist(), strict=True))
    assert 0.9 * len(blocks) <= len(scores) == len(blocks) - incomplete < len(blocks)
    fit = fitted(ratings, WEIGHTS["pair"])
    assert fit.warnings == (
        f"{incomplete} of {len(blocks)} pairs of rater and clip lack a condition and were left out",
    )
    assert fitted(own.where(np.arange(len(own)) % 5 != 0), WEIGHTS["pair"]).method == CONDITION_MEANS


def test_one_clip_is_tested_over_raters_and_the_verdict_holds_for_it_alone() -> None:
    fit = fitted(simulate_ratings({"a": 0, "b": 1}, raters=12, clips=1, seed=3), WEIGHTS["pair"])
    assert fit.estimate.df == pytest.approx(11)
    assert fit.warnings == ("with only one clip the verdict holds for this clip alone",)


def test_two_clips_call_for_kenward_and_roger() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1}, raters=12, clips=2, seed=3)
    assert "kenward-roger" in fitted(ratings, WEIGHTS["pair"]).warnings[0]
    assert fitted(ratings, WEIGHTS["pair"], "kenward-roger").warnings == ()


def test_without_a_model_rater_means_are_tested_and_that_is_said() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1}, raters=8, clips=6, seed=2)
    additive = Ratings(**{**vars(ratings), "rating": 1.0 + ratings.rater % 5 * (ratings.condition == 1)})
    fit = fitted(additive, WEIGHTS["pair"])
    assert fit.method == PAIRED_T_TEST
    assert fit.warnings[0].startswith("tested on rater means")
    apart = additive.where(ratings.rater % 2 == ratings.condition)
    noise = Ratings(**{**vars(apart), "rating": 1.0 + apart.rater})
    assert fitted(noise, WEIGHTS["pair"]).method == WELCH_T_TEST


def test_an_absent_condition_and_constant_ratings_give_a_reason() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1}, raters=5, clips=4, seed=2)
    assert fit_contrast(ratings.where(ratings.condition == 0), np.array([1.0, -1.0])) == "the condition b was not rated"
    constant = Ratings(**{**vars(ratings), "rating": np.full(len(ratings), 5.0)})
    assert isinstance(fit_contrast(constant, np.array([1.0, -1.0])), str)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.5, 3), st.floats(-5, 5), st.floats(0, 0.5))
def test_points_and_conditions_may_be_scaled_and_swapped(
    seed: int, factor: float, shift: float, missing: float
) -> None:
    ratings = simulate_ratings({"a": 0, "b": 1, "c": 0}, raters=7, clips=5, seed=seed)
    ratings = ratings.where(np.random.default_rng(seed).random(len(ratings)) >= missing)
    fit, back = fitted(ratings, WEIGHTS["pair"]), fitted(ratings, {"a": -1.0, "b": 1.0})
    scaled = fitted(Ratings(**{**vars(ratings), "rating": shift + factor * ratings.rating}), WEIGHTS["pair"])
    assert back.estimate.difference == pytest.approx(-fit.estimate.difference, abs=1e-4)
    assert back.estimate.standard_error == pytest.approx(fit.estimate.standard_error, rel=1e-3)
    assert scaled.estimate.difference == pytest.approx(factor * fit.estimate.difference, abs=1e-3)
    assert scaled.estimate.p == pytest.approx(fit.estimate.p, rel=0.02, abs=1e-3)
