"""Where the restricted likelihood is highest, zero variances included."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from analysis.crosstable import CrossTable
from analysis.reml import deviance, evaluate, slope

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

STARTS = (0.1, 1.0)
PLENTY = 20_000
"""With more ratings than this the likelihood has one peak in practice, and one start is enough."""
ZERO, HUGE = 1e-7, 1e7
NEWTON_STEPS = 20


def best(table: CrossTable, free: Mask) -> Floats | str:
    """Return the relative variances `(4,)` with the highest likelihood, 0 where not `free`; or why there are none.

    In variances (not standard deviations) the likelihood has a true slope at 0, so no search gets stuck there:
    a bounded quasi-Newton search from two starts, then Newton steps on what is above 0.
    """
    ends = [_search(table, free, start) for start in STARTS[: 1 if table.n > PLENTY else None]]
    rho = _polish(table, min(ends, key=lambda end: deviance(table, evaluate(table, end))))
    return "the ratings follow the model without a residual" if rho.max() > HUGE / 10 else rho


def _search(table: CrossTable, free: Mask, start: float) -> Floats:
    def objective(x: Floats) -> tuple[float, Floats]:
        at = evaluate(table, spread(free, x))
        return deviance(table, at), slope(table, at)[free]

    x = np.full(int(free.sum()), start)
    if len(x):
        x = minimize(
            objective,
            x,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, HUGE)] * len(x),
            options={"ftol": 1e-15, "gtol": 1e-6, "maxiter": 500},
        ).x
    return spread(free, np.where(x < ZERO, 0.0, x))


def spread(free: Mask, x: Floats) -> Floats:
    """Return the values `x` at the places `free`, 0 elsewhere."""
    rho = np.zeros(len(free))
    rho[free] = x
    return rho


def _polish(table: CrossTable, rho: Floats) -> Floats:
    for _ in range(NEWTON_STEPS):
        step = _newton_step(table, rho)
        moved = rho - step
        if (moved < 0).any() or _worse(table, moved, rho):
            break
        rho = moved
        if (np.abs(step) <= 1e-10 * rho).all():
            break
    return rho


def _worse(table: CrossTable, moved: Floats, rho: Floats) -> bool:
    return deviance(table, evaluate(table, moved)) > deviance(table, evaluate(table, rho)) + 1e-9


def _newton_step(table: CrossTable, rho: Floats) -> Floats:
    """Return the step `(4,)` for the variances above 0; the Hessian comes from differences of the slope."""
    inner = np.flatnonzero(rho > 0)
    hessian = np.zeros((len(inner), len(inner)))
    for row, place in enumerate(inner):
        nudge = np.zeros(len(rho))
        nudge[place] = 1e-5 * rho[place]
        up, down = (slope(table, evaluate(table, rho + sign * nudge)) for sign in (1, -1))
        hessian[row] = (up - down)[inner] / (2 * nudge[place])
    step = np.zeros(len(rho))
    step[inner] = np.linalg.lstsq((hessian + hessian.T) / 2, slope(table, evaluate(table, rho))[inner])[0]
    return step
