"""The fast likelihood against the one written down as in a textbook, with all matrices in full."""

import numpy as np
import pytest

from analysis.models.cross_products import cross_products
from analysis.models.reml import (
    compound_symmetry,
    compound_symmetry_root,
    deviance_gradient,
    evaluate_likelihood,
    profiled_deviance,
)
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings

RHO = np.array([0.7, 0.3, 0.2, 0.4])


def incomplete_ratings(raters: int, clips: int) -> Ratings:
    ratings = simulate_ratings({"a": 0.0, "b": 1.0, "c": 0.5}, raters=raters, clips=clips, seed=3)
    return ratings.where(np.random.default_rng(1).random(len(ratings)) > 0.3)


def indicators(codes: np.ndarray) -> np.ndarray:
    return (codes[:, None] == np.unique(codes)).astype(float)


def dense_likelihood(ratings: Ratings, rho: np.ndarray, *, raters_lead: bool) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the profiled deviance, the condition means and their covariance over the residual variance."""
    y, x, by = ratings.rating, indicators(ratings.condition), len(ratings.conditions)
    order = (ratings.rater, ratings.clip) if raters_lead else (ratings.clip, ratings.rater)
    z = [indicators(codes) for factor in order for codes in (factor, factor * by + ratings.condition)]
    v = np.eye(len(y)) + sum(r * each @ each.T for r, each in zip(rho, z, strict=True))
    covariance = np.linalg.inv(x.T @ np.linalg.solve(v, x))
    means = covariance @ x.T @ np.linalg.solve(v, y)
    square, m = (y - x @ means) @ np.linalg.solve(v, y - x @ means), len(y) - x.shape[1]
    logs = np.linalg.slogdet(v)[1] - np.linalg.slogdet(covariance)[1]
    return logs + m * (1 + np.log(2 * np.pi * square / m)), means, covariance


@pytest.mark.parametrize(("raters", "clips"), [(7, 4), (3, 6)])
@pytest.mark.parametrize("rho", [RHO, RHO * [1, 0, 1, 0], np.zeros(4)])
def test_deviance_agrees_with_the_dense_formula(raters: int, clips: int, rho: np.ndarray) -> None:
    ratings = incomplete_ratings(raters, clips)
    table = cross_products(ratings)
    at = evaluate_likelihood(table, rho)
    expected, means, covariance = dense_likelihood(ratings, rho, raters_lead=raters > clips)
    assert profiled_deviance(table, at) == pytest.approx(expected, abs=1e-8)
    assert at.means + table.centre == pytest.approx(means)
    assert at.covariance == pytest.approx(covariance)


@pytest.mark.parametrize("place", range(4))
def test_the_deviance_gradient_is_the_derivative(place: int) -> None:
    table = cross_products(incomplete_ratings(7, 4))
    nudge = 1e-5 * np.eye(4)[place]
    up, down = (profiled_deviance(table, evaluate_likelihood(table, RHO + sign * nudge)) for sign in (1, -1))
    assert deviance_gradient(table, evaluate_likelihood(table, RHO))[place] == pytest.approx(
        (up - down) / 2e-5, rel=1e-6
    )


def test_the_root_times_itself_is_the_covariance() -> None:
    assert compound_symmetry_root(0.5, 0.2, 4) @ compound_symmetry_root(0.5, 0.2, 4) == pytest.approx(
        compound_symmetry(0.5, 0.2, 4)
    )
