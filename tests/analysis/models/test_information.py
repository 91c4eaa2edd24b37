"""The exact second derivatives against differences of the exact first ones."""

import numpy as np
import pytest

from analysis.models.cross_products import CrossProducts, cross_products
from analysis.models.information import second_order_terms
from analysis.models.reml import deviance_gradient, evaluate_likelihood
from analysis.rating_simulation import simulate_ratings

STEP = 1e-5


def table(share: float, *, raters: int = 9, clips: int = 5, seed: int = 3) -> CrossProducts:
    ratings = simulate_ratings({"a": 0, "b": 0.5, "c": 1}, raters=raters, clips=clips, seed=seed)
    return cross_products(ratings.where(np.random.default_rng(seed).random(len(ratings)) < share))


def difference(of: object, rho: np.ndarray, place: int) -> np.ndarray:
    nudge = STEP * np.eye(4)[place]
    return (of(rho + nudge) - of(rho - nudge)) / (2 * STEP)  # type: ignore[operator]


@pytest.mark.parametrize("share", [1.0, 0.6])
@pytest.mark.parametrize("rho", [[0.5, 0.2, 0.3, 0.1], [2.0, 0.01, 0.7, 1.5]])
@pytest.mark.parametrize("raters", [9, 60])
def test_second_order_terms_agree_with_finite_differences(share: float, rho: list[float], raters: int) -> None:
    counted, point = table(share, raters=raters), np.array(rho)
    result = second_order_terms(counted, evaluate_likelihood(counted, point).reduced)
    for place in range(4):
        traces = difference(lambda r: evaluate_likelihood(counted, r).traces, point, place)
        squares = difference(lambda r: evaluate_likelihood(counted, r).squares, point, place)
        slopes = difference(lambda r: evaluate_likelihood(counted, r).covariance, point, place)
        assert -traces == pytest.approx(result.traces[place], rel=1e-4, abs=1e-5)
        assert -squares / 2 == pytest.approx(result.squares[place], rel=1e-4, abs=1e-5)
        assert slopes == pytest.approx(result.covariance_gradients[place], rel=1e-4, abs=1e-7)


def test_deviance_gradient_agrees_with_finite_differences() -> None:
    counted, rho = table(0.7), np.array([0.5, 0.2, 0.3, 0.1])
    at, m = evaluate_likelihood(counted, rho), counted.n_ratings - counted.n_conditions
    result = second_order_terms(counted, at.reduced)
    second = (
        m * (2 * result.squares - np.outer(at.squares, at.squares) / at.residual_ss) / at.residual_ss - result.traces
    )
    for place in range(4):
        expected = difference(lambda r: deviance_gradient(counted, evaluate_likelihood(counted, r)), rho, place)
        assert expected == pytest.approx(second[place], rel=1e-4, abs=1e-5)
