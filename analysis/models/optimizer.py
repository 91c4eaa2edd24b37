"""Maximises the restricted likelihood over the variances, zero variances included.

As a function of variances (not standard deviations) the likelihood has a non-zero slope at 0, so a projected Newton
search finds variances of 0 exactly: Bertsekas, SIAM Journal on Control and Optimization 20 (1982). Far from the optimum
the expected second derivatives replace the observed ones (Fisher scoring: Longford, Biometrika 74, 1987).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.models.cross_products import CrossProducts
from analysis.models.information import SecondOrderTerms, second_order_terms
from analysis.models.initial_values import initial_variances
from analysis.models.reml import LikelihoodTerms, deviance_gradient, evaluate_likelihood, profiled_deviance
from face.arrays import BoolArray, Float64Array

MAX_RELATIVE_VARIANCE: Final = 1e6
"""Beyond this the ratings have no residual."""
MIN_RESIDUAL_SHARE: Final = 1e-20
"""A smaller share of the ratings' sum of squares is no residual but a rounding error."""
UNDETERMINED: Final = "the ratings do not determine the variances"
MIN_EIGENVALUE: Final = 1e-9
"""Second derivatives in units of their precision with a smaller eigenvalue are not positive definite."""
MIN_CURVATURE: Final = 1e-12
"""Second derivatives whose smallest eigenvalue is below this share of the largest count as singular."""
MAX_STEPS: Final = 100
MAX_HALVINGS: Final = 40
NEWTON_GAIN: Final = 0.5
"""A step expected to lower the deviance by less than this is near the optimum: observed derivatives are used."""
FINAL_GAIN: Final = 1e-5
"""A step expected to gain less is the last: Newton's next would gain about its square."""
MIN_GAIN: Final = 1e-16
"""A step expected to gain less is not taken: it is shorter than 1e-8 standard errors."""
ROUNDING: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Optimum:
    """A point of the search: relative variances `rho` `(4,)`, and the likelihood with its derivatives there."""

    rho: Float64Array
    terms: LikelihoodTerms
    deviance: float
    second_order: SecondOrderTerms


def maximize_likelihood(table: CrossProducts, free: BoolArray) -> Optimum | str:
    """Return the point with the highest likelihood, or the reason why there is none.

    Variances are 0 where not `free` `(4,)`. A search that ended at a variance of 0 is repeated from 0, in case its own
    steps led it there.
    """
    try:
        # Without a residual, or with ratings of very different sizes, terms overflow; that is found at the end.
        with np.errstate(all="ignore"):
            best = _search(table, free, initial_variances(table, free))
            if (best.rho[free] == 0).any():
                best = min(best, _search(table, free, np.zeros(len(free))), key=lambda optimum: optimum.deviance)
    except np.linalg.LinAlgError:
        return UNDETERMINED
    total = float(table.column_products[-1, -1])
    if best.rho.max() > MAX_RELATIVE_VARIANCE or best.terms.residual_ss <= MIN_RESIDUAL_SHARE * total:
        return "the ratings follow the model without a residual"
    numbers = (best.deviance, best.terms.means, best.terms.covariance, best.terms.squares, best.second_order.squares)
    return best if all(np.isfinite(each).all() for each in numbers) else UNDETERMINED


def _search(table: CrossProducts, free: BoolArray, rho: Float64Array) -> Optimum:
    current = _evaluate(table, rho)
    for _ in range(MAX_STEPS):
        step, gain = _newton_step(table, current, free)
        improve = gain > MIN_GAIN and current.rho.max() <= MAX_RELATIVE_VARIANCE
        improved = _line_search(table, current, step) if improve else None
        if improved is None:
            break
        current = improved
        if gain < FINAL_GAIN:
            break
    return current


def _evaluate(table: CrossProducts, rho: Float64Array) -> Optimum:
    terms = evaluate_likelihood(table, rho)
    return Optimum(rho, terms, profiled_deviance(table, terms), second_order_terms(table, terms.reduced))


def _newton_step(table: CrossProducts, current: Optimum, free: BoolArray) -> tuple[Float64Array, float]:
    """Return the step `(4,)` of the variances that may move, and by how much it should lower the deviance."""
    gradient = deviance_gradient(table, current.terms)
    moving = np.flatnonzero(free & ((current.rho > 0) | (gradient < 0)))
    step = np.zeros(len(gradient))
    if not len(moving):
        return step, 0.0
    descent = -gradient[moving]
    expected, observed = (hessian[np.ix_(moving, moving)] for hessian in _hessians(table, current))
    step[moving] = np.linalg.lstsq(expected, descent)[0]
    gain = float(descent @ step[moving])
    if gain < NEWTON_GAIN and has_positive_curvature(observed):
        step[moving] = np.linalg.solve(observed, descent)
        gain = float(descent @ step[moving])
    return step, gain


def has_positive_curvature(hessian: Float64Array) -> bool:
    """Return whether second derivatives `(k, k)` are positive definite, and so far from singular that they invert."""
    values = np.linalg.eigvalsh(hessian)
    return bool(values[0] > MIN_CURVATURE * values[-1])


def determines_parameters(hessian: Float64Array) -> bool:
    """Return whether second derivatives `(k, k)` are positive definite, each parameter in units of its precision."""
    diagonal = np.diag(hessian)
    if not np.isfinite(hessian).all() or (diagonal <= 0).any():
        return False
    scale = np.sqrt(diagonal)
    return bool(np.linalg.eigvalsh(hessian / np.outer(scale, scale))[0] > MIN_EIGENVALUE)


def _hessians(table: CrossProducts, current: Optimum) -> tuple[Float64Array, Float64Array]:
    """Return the expected and the observed second derivatives `(4, 4)` of the profiled deviance."""
    m, terms, second = table.n_ratings - table.n_conditions, current.terms, current.second_order
    outer = np.outer(terms.squares, terms.squares)
    observed = m * (2 * second.squares - outer / terms.residual_ss) / terms.residual_ss - second.traces
    return second.traces - np.outer(terms.traces, terms.traces) / m, observed


def _line_search(table: CrossProducts, current: Optimum, step: Float64Array) -> Optimum | None:
    """Take the step, variances not below 0, halving it until the deviance is lower; None if it never is."""
    for _ in range(MAX_HALVINGS):
        rho = np.maximum(current.rho + step, 0.0)
        terms = evaluate_likelihood(table, rho)
        deviance = profiled_deviance(table, terms)
        if deviance <= current.deviance + ROUNDING:
            return Optimum(rho, terms, deviance, second_order_terms(table, terms.reduced))
        step = step / 2
    return None
