"""How sure the variances are, and how the fixed effects' covariance follows them: what Satterthwaite needs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.models.climb import Top

Floats = NDArray[np.float64]
DEFINITE = 1e-9


@dataclass(frozen=True, eq=False)
class Curvature:
    """Covariance of the `k` variances `(k, k)`, and the slopes of the fixed effects' covariance `(k, C, C)`."""

    variance: Floats
    slopes: Floats


def curvature(top: Top, residual: float, degrees: int) -> Curvature | None:
    """Return both for the variances above 0, the residual's last; `degrees` is ratings less conditions.

    The covariance is twice the inverse Hessian of -2 log restricted likelihood. None if that is not positive definite.
    It is taken by relative variances and the residual's, and carried over to the variances themselves, which is exact
    where the slope is 0.
    """
    inner = np.flatnonzero(top.rho > 0)
    hessian = np.zeros((len(inner) + 1, len(inner) + 1))
    second = 2 * top.information.squares / residual - top.information.traces
    hessian[:-1, :-1] = second[np.ix_(inner, inner)]
    hessian[-1, :-1] = hessian[:-1, -1] = top.at.squares[inner] / residual**2
    hessian[-1, -1] = degrees / residual**2
    scale = np.sqrt(np.abs(np.diag(hessian)))
    if (scale == 0).any() or np.linalg.eigvalsh(hessian / np.outer(scale, scale))[0] <= DEFINITE:
        return None
    rho, slopes = top.rho[inner], top.information.slopes[inner]
    carry = residual * np.eye(len(hessian))
    carry[:, -1] = np.append(rho, 1.0)
    own = top.at.covariance - np.tensordot(rho, slopes, 1)
    return Curvature(2 * carry @ np.linalg.inv(hessian) @ carry.T, np.concatenate([slopes, own[None]]))
