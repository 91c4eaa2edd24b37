"""The variances' covariance and the slopes of the means' covariance, against differences."""

from typing import Any

import numpy as np
import pytest

from analysis.models.climb import Top, best
from analysis.models.crosstable import CrossTable, crosstable
from analysis.models.curvature import Curvature, curvature
from analysis.models.reml import evaluate
from analysis.simulate import Spread, simulate

FREE = np.ones(4, dtype=bool)


def fitted(free: np.ndarray = FREE) -> tuple[CrossTable, Top, float, int]:
    ratings = simulate({"a": 0, "b": 1, "c": 0}, raters=9, clips=6, seed=5, spread=Spread(1.2, 0.8, 0.7, 0.7, 1.0))
    table = crosstable(ratings.where(np.random.default_rng(1).random(len(ratings)) < 0.9))
    top = best(table, free)
    assert not isinstance(top, str)
    degrees = table.n - table.conditions
    return table, top, top.at.square / degrees, degrees


def restricted(table: CrossTable, variances: np.ndarray) -> float:
    """Return -2 log restricted likelihood by all five variances, the residual's last."""
    at, degrees = evaluate(table, variances[:-1] / variances[-1]), table.n - table.conditions
    return float(at.logdet + degrees * np.log(variances[-1]) + at.square / variances[-1])


def covariance(table: CrossTable, variances: np.ndarray) -> np.ndarray:
    return variances[-1] * evaluate(table, variances[:-1] / variances[-1]).covariance


def test_the_covariance_is_twice_the_inverse_of_the_second_derivatives() -> None:
    table, top, residual, degrees = fitted()
    at, found = np.append(top.rho * residual, residual), curvature(top, residual, degrees)
    assert isinstance(found, Curvature)
    steps = 1e-3 * np.eye(5) * at
    hessian = np.array([[_second(table, at, one, other) for other in steps] for one in steps])
    scale = 1e-3 * at
    assert found.variance == pytest.approx(2 * np.linalg.inv(hessian / np.outer(scale, scale)), rel=1e-3, abs=1e-4)


def _second(table: CrossTable, at: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    signs: list[Any] = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
    return sum(sign * restricted(table, at + a * one + b * other) for a, b, sign in signs) / 4


def test_the_slopes_are_those_of_the_means_covariance() -> None:
    table, top, residual, degrees = fitted()
    at, found = np.append(top.rho * residual, residual), curvature(top, residual, degrees)
    assert isinstance(found, Curvature)
    for slope, step in zip(found.slopes, 1e-5 * np.eye(5), strict=True):
        assert slope == pytest.approx((covariance(table, at + step) - covariance(table, at - step)) / 2e-5, abs=1e-6)


def test_only_variances_above_0_count() -> None:
    _, top, residual, degrees = fitted(np.array([True, False, True, False]))
    found = curvature(top, residual, degrees)
    assert isinstance(found, Curvature)
    assert (found.variance.shape, found.slopes.shape) == ((3, 3), (3, 3, 3))
    assert (np.linalg.eigvalsh(found.variance) > 0).all()
