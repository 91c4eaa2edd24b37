"""How sure the variances are, and how the fixed effects' covariance follows them: what Satterthwaite needs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.crosstable import CrossTable
from analysis.reml import evaluate

Floats = NDArray[np.float64]
STEP = 1e-5


@dataclass(frozen=True, eq=False)
class Curvature:
    """Covariance of the `k` variances `(k, k)`, and the slopes of the fixed effects' covariance `(k, C, C)`."""

    variance: Floats
    slopes: Floats


def curvature(table: CrossTable, variances: Floats, inner: NDArray[np.bool_]) -> Curvature | None:
    """Differentiate at the fitted `variances` `(5,)`, the residual's last, by those that are `inner`.

    The covariance is twice the inverse Hessian of -2 log restricted likelihood, which comes from differences of
    the exact gradient. None if the Hessian is not positive definite.
    """
    hessian, slopes = [], []
    for place in np.flatnonzero(inner):
        nudge = np.zeros(len(variances))
        nudge[place] = STEP * variances[place]
        (up, covariance_up), (down, covariance_down) = (_at(table, variances + sign * nudge) for sign in (1, -1))
        hessian.append((up - down)[inner] / (2 * nudge[place]))
        slopes.append((covariance_up - covariance_down) / (2 * nudge[place]))
    symmetric = (np.array(hessian) + np.array(hessian).T) / 2
    scale = np.sqrt(np.abs(np.diag(symmetric)))
    if (scale == 0).any() or np.linalg.eigvalsh(symmetric / np.outer(scale, scale))[0] <= 1e-9:  # noqa: PLR2004
        return None
    return Curvature(2 * np.linalg.inv(symmetric), np.array(slopes))


def _at(table: CrossTable, variances: Floats) -> tuple[Floats, Floats]:
    """Return the gradient `(5,)` of -2 log restricted likelihood and the means' covariance `(C, C)`."""
    residual = variances[-1]
    rho = variances[:-1] / residual
    at = evaluate(table, rho)
    m = table.n - table.conditions
    effects = (at.traces - at.squares / residual) / residual
    rest = (m - rho @ at.traces - (at.square - rho @ at.squares) / residual) / residual
    return np.append(effects, rest), residual * at.covariance
