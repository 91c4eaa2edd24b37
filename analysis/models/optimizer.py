"""Where the restricted likelihood is highest, zero variances included.

In variances (not standard deviations) the likelihood has a true slope at 0, so a projected Newton search finds
variances of 0 exactly: Bertsekas, SIAM Journal on Control and Optimization 20 (1982). Far from the top the expected
second derivatives take the place of the true ones (Fisher scoring: Longford, Biometrika 74, 1987).
"""

from dataclasses import dataclass

import numpy as np

from analysis.models.cross_products import CrossProducts
from analysis.models.information import SecondOrderTerms, second_order_terms
from analysis.models.initial_values import initial_variances
from analysis.models.reml import LikelihoodTerms, deviance_gradient, evaluate_likelihood, profiled_deviance
from face.arrays import BoolArray, Float64Array

HUGE = 1e6
NEWTON_STEPS, HALVINGS = 100, 40
NEAR = 0.5
"""A deviance that a step is expected to lower by less than this is near its bottom: the true derivatives serve."""
CLOSE = 1e-5
"""The step that was to gain less is the last: Newton's next would gain about its square."""
NOTHING = 1e-16
"""A step that would gain less is not gone: it is shorter than 1e-8 standard errors."""
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Optimum:
    """The highest point found: relative variances `(4,)`, and the likelihood's derivatives there."""

    rho: Float64Array
    at: LikelihoodTerms
    deviance: float
    information: SecondOrderTerms


def maximize_likelihood(table: CrossProducts, free: BoolArray) -> Optimum | str:
    """Return the point with the highest likelihood, the variances 0 where not `free`; or why there is none.

    A search that ended at a border is made again from 0, lest it was driven there by its own steps.
    """
    top = _climb(table, free, initial_variances(table, free))
    if (top.rho[free] == 0).any():
        top = min(top, _climb(table, free, np.zeros(len(free))), key=lambda each: each.deviance)
    return "the ratings follow the model without a residual" if top.rho.max() > HUGE else top


def _climb(table: CrossProducts, free: BoolArray, rho: Float64Array) -> Optimum:
    at = evaluate_likelihood(table, rho)
    here = Optimum(rho, at, profiled_deviance(table, at), second_order_terms(table, at.reduced))
    for _ in range(NEWTON_STEPS):
        step, gain = _step(table, here, free)
        moved = _line(table, here, step) if gain > NOTHING and here.rho.max() <= HUGE else None
        if moved is None:
            break
        here = moved
        if gain < CLOSE:
            break
    return here


def _step(table: CrossProducts, here: Optimum, free: BoolArray) -> tuple[Float64Array, float]:
    """Return the step `(4,)` of the variances that may move, and by how much it should lower the deviance."""
    gradient = deviance_gradient(table, here.at)
    moving = np.flatnonzero(free & ((here.rho > 0) | (gradient < 0)))
    step = np.zeros(len(gradient))
    if not len(moving):
        return step, 0.0
    down = -gradient[moving]
    expected, observed = (each[np.ix_(moving, moving)] for each in _hessians(table, here))
    step[moving] = np.linalg.lstsq(expected, down)[0]
    gain = float(down @ step[moving])
    if gain < NEAR and np.linalg.eigvalsh(observed)[0] > 0:
        step[moving] = np.linalg.solve(observed, down)
        gain = float(down @ step[moving])
    return step, gain


def _hessians(table: CrossProducts, here: Optimum) -> tuple[Float64Array, Float64Array]:
    """Return the expected and the observed second derivatives `(4, 4)` of the profiled deviance."""
    m, at, info = table.n - table.conditions, here.at, here.information
    observed = m * (2 * info.squares - np.outer(at.squares, at.squares) / at.square) / at.square - info.traces
    return info.traces - np.outer(at.traces, at.traces) / m, observed


def _line(table: CrossProducts, here: Optimum, step: Float64Array) -> Optimum | None:
    """Go along the step, variances no further than to 0, halving it until the deviance is lower; or stay."""
    for _ in range(HALVINGS):
        rho = np.maximum(here.rho + step, 0.0)
        at = evaluate_likelihood(table, rho)
        reached = profiled_deviance(table, at)
        if reached <= here.deviance + ROUNDING:
            return Optimum(rho, at, reached, second_order_terms(table, at.reduced))
        step = step / 2
    return None
