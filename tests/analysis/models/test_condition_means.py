"""The condition-means model: derivatives against differences, its likelihood against full matrices."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.models.condition_means import ConditionMeansFit, fit_condition_means
from analysis.models.grouped_variances import evaluate
from analysis.models.lmm import fit_mixed_model
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from face.arrays import Float64Array
from tests.oracles.sets import contrast_set

SETS = ("balanced", "sparse", "nested", "between")
STEP = 1e-4


def fitted(ratings: Ratings, *weights: float) -> ConditionMeansFit:
    fit = fit_condition_means(ratings, np.resize([*weights, *[0.0] * len(ratings.conditions)], len(ratings.conditions)))
    assert isinstance(fit, ConditionMeansFit), fit
    return fit


def differences(function, at: Float64Array) -> Float64Array:  # type: ignore[no-untyped-def]
    steps = np.diag(STEP * at)
    return np.array([(function(at + each) - function(at - each)) / (2 * each.sum()) for each in steps])


@pytest.mark.parametrize("name", SETS)
def test_derivatives_are_those_of_the_deviance(name: str) -> None:
    likelihood = fitted(contrast_set(name), 1, -1).likelihood
    design = likelihood.design
    theta = np.maximum(likelihood.theta, 0.05)
    at = evaluate(design, theta)
    assert at.gradient == pytest.approx(differences(lambda x: evaluate(design, x).deviance, theta), rel=1e-4, abs=1e-4)
    observed = 2 * at.score_products - at.expected_hessian
    assert observed == pytest.approx(differences(lambda x: evaluate(design, x).gradient, theta), rel=1e-3, abs=1e-3)
    gradients = differences(lambda x: evaluate(design, x).covariance, theta)
    assert at.covariance_gradients() == pytest.approx(gradients, rel=1e-3, abs=1e-7)


@pytest.mark.parametrize("name", ["sparse", "between"])
def test_the_deviance_is_that_of_full_matrices(name: str) -> None:
    ratings = contrast_set(name)
    fit = fitted(ratings, 1, -1)
    own = ratings.where(np.isin(ratings.condition, [0, 1]))
    x = np.eye(2)[own.condition]
    variance = np.zeros((len(own), len(own)))
    for term, value in fit.fit.components.items():
        kind, _, group = term.partition(" (")
        among = np.array([not group or own.conditions[code] == group[:-1] for code in own.condition])
        codes = own.clip if kind.startswith("clip") else own.rater
        codes = codes * 9 + own.condition if ":" in kind else codes
        same = np.eye(len(own)) if kind == "residual" else codes[:, None] == codes
        variance += value * same * np.outer(among, among)
    covariance = np.linalg.inv(x.T @ np.linalg.solve(variance, x))
    means = covariance @ x.T @ np.linalg.solve(variance, own.rating)
    likelihood = multivariate_normal(x @ means, variance).logpdf(own.rating)
    restricted = -2 * likelihood - np.linalg.slogdet(covariance)[1] - 2 * np.log(2 * np.pi)
    assert fit.fit.means == pytest.approx(means)
    assert fit.fit.covariance == pytest.approx(covariance)
    assert fit.fit.reml == pytest.approx(restricted)


@pytest.mark.parametrize("name", SETS)
def test_the_gradient_is_0_at_the_best_variances_and_positive_at_those_of_0(name: str) -> None:
    best = fitted(contrast_set(name), 1, -1).likelihood
    scaled = best.gradient * np.maximum(best.theta, 0.1)
    assert scaled[best.theta > 0] == pytest.approx(0, abs=1e-3)
    assert (best.gradient[best.theta == 0] > -1e-6).all()


def test_free_variances_never_make_the_fit_worse_than_equal_ones() -> None:
    for seed in range(5):
        ratings = simulate_ratings({"a": 0, "b": 1}, raters=8, clips=6, seed=seed)
        ratings = ratings.where(np.random.default_rng(seed).random(len(ratings)) > 0.3)
        pooled = fit_mixed_model(ratings)
        assert not isinstance(pooled, str)
        assert fitted(ratings, 1, -1).fit.reml <= pooled.reml + 1e-5


def test_kenward_and_roger_widen_the_error_of_a_small_study() -> None:
    fit = fitted(contrast_set("sparse"), 1, -1)
    adjusted = fit.kenward_roger()
    assert not isinstance(adjusted, str)
    weights = np.array([1.0, -1.0])
    estimate = adjusted.estimate_contrast(weights)
    assert not isinstance(estimate, str)
    assert estimate.standard_error >= np.sqrt(weights @ fit.fit.covariance @ weights) - 1e-9
    assert estimate.df > 1


def test_too_few_or_equal_ratings_give_a_reason() -> None:
    ratings = simulate_ratings({"a": 0, "b": 0}, raters=4, clips=3, seed=1)
    one = ratings.where((ratings.condition == 0) | ((ratings.rater == 0) & (ratings.clip == 0)))
    assert fit_condition_means(one, np.array([1.0, -1.0])) == "b has too few ratings"
    same = Ratings(**{**vars(ratings), "rating": np.where(ratings.condition == 0, 5.0, ratings.rating)})
    assert fit_condition_means(same, np.array([1.0, -1.0])) == "all ratings of a are the same"
