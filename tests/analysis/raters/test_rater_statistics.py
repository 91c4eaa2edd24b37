"""Each rater beside the rest."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from analysis.raters.rater_statistics import describe_raters, fit_observer_model
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings


def test_a_reversed_rater_correlates_negatively_with_the_rest() -> None:
    ratings = simulate_ratings({"a": 0, "b": 3}, raters=10, clips=8, seed=1)
    turned = Ratings(**{**vars(ratings), "rating": np.where(ratings.rater == 4, 11 - ratings.rating, ratings.rating)})
    table = describe_raters(turned)
    assert min(table, key=lambda row: row.rest_correlation or 0).rater == "rater 004"
    assert sum(row.n for row in table) == len(ratings)
    assert table[0].median_seconds is None


def simulated_raters(
    raters: int = 20, stimuli: int = 60
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    rater, stimulus = np.repeat(np.arange(raters), stimuli), np.tile(np.arange(stimuli), raters)
    bias, noise = np.linspace(-1, 1, raters), np.linspace(0.8, 2, raters)
    rating = generator.normal(5, 1, stimuli)[stimulus] + bias[rater] + noise[rater] * generator.normal(size=len(rater))
    return rater, stimulus, rating, bias, noise


def test_simulated_bias_and_inconsistency_are_recovered() -> None:
    *table, bias, noise = simulated_raters()
    result = fit_observer_model(*table)
    assert result.bias == pytest.approx(bias, abs=0.6)
    assert result.inconsistency == pytest.approx(noise, rel=0.35)


def test_the_likelihood_has_a_zero_gradient_at_the_estimate() -> None:
    rater, stimulus, rating, _, _ = simulated_raters()
    result = fit_observer_model(rater, stimulus, rating)

    def deviance(x: np.ndarray) -> float:
        quality, bias, noise = x[:60], x[60:80], np.exp(x[80:])
        return float(
            ((rating - quality[stimulus] - bias[rater]) ** 2 / noise[rater] ** 2 / 2 + np.log(noise[rater])).sum()
        )

    x = np.concatenate([result.quality, result.bias, np.log(result.inconsistency)])
    assert approx_fprime(x, deviance, 1e-6) == pytest.approx(np.zeros(len(x)), abs=0.01)
