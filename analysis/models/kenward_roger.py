r"""Kenward and Roger's tests of a mixed model's condition means: more exact than Satterthwaite's in small studies.

V = sum_j gamma_j G_j with G_j = Z_j Z_j' and the identity for the residual, so no second derivatives enter. With
P_j = -X' V^-1 G_j V^-1 X, Q_ij = X' V^-1 G_i V^-1 G_j V^-1 X and C = (X' V^-1 X)^-1, the variances' covariance is
W = 2 [tr V^-1 G_i V^-1 G_j - 2 tr C Q_ij + tr C P_i C P_j]^-1 and the adjusted covariance of the means
C + 2 C sum_ij W_ij (Q_ij - P_i C P_j) C. The residual's parts follow from sum_j gamma_j G_j = V.
Source: Kenward & Roger, Biometrics 53 (1997); Halekoh & Højsgaard, Journal of Statistical Software 59 (2014).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.special import fdtrc

from analysis.classical.t_test import Estimate
from analysis.models.lmm import MixedModelFit
from analysis.models.optimizer import UNDETERMINED, determines_parameters
from analysis.models.satterthwaite import OmnibusTest
from analysis.ratings import Ratings
from face.arrays import Float64Array, IntArray

MAX_LEVELS: Final = 1500
TOLERANCE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class KenwardRoger:
    """A fit with its adjusted covariance.

    Attributes
    ----------
    fit
        The fitted model.
    adjusted_covariance
        `(C, C)` of the condition means.
    p_matrices
        The P `(k, C, C)`, one per variance component.
    component_covariance
        W `(k, k)`, the covariance of the variance components.
    """

    fit: MixedModelFit
    adjusted_covariance: Float64Array
    p_matrices: Float64Array
    component_covariance: Float64Array

    def estimate_contrast(self, weights: Float64Array) -> Estimate | str:
        """Estimate the contrast with `weights` `(C,)`, or return the reason why it cannot be estimated."""
        scaled = self._scaling(weights[None])
        if isinstance(scaled, str):
            return scaled
        variance = float(weights @ self.adjusted_covariance @ weights)
        if not variance > 0:
            return "the adjusted variance is not above 0"
        return Estimate(float(weights @ self.fit.means), float(np.sqrt(variance)), scaled[1])

    def omnibus_test(self) -> OmnibusTest | str:
        """Test that all means are equal, or return the reason why that is impossible."""
        q = len(self.fit.means) - 1
        rows = np.hstack([-np.ones((q, 1)), np.eye(q)])
        scaled = self._scaling(rows)
        if isinstance(scaled, str):
            return scaled
        scaling, df2 = scaled
        difference = rows @ self.fit.means
        f = scaling * float(difference @ np.linalg.solve(rows @ self.adjusted_covariance @ rows.T, difference)) / q
        return OmnibusTest(f, q, df2, float(fdtrc(q, df2, f)), "Kenward-Roger")

    def _scaling(self, rows: Float64Array) -> tuple[float, float] | str:
        """Return the factor of F and the denominator's degrees of freedom for contrasts `(q, C)`, or why not."""
        q, c = len(rows), self.fit.covariance
        theta = rows.T @ np.linalg.solve(rows @ c @ rows.T, rows)
        parts = theta @ c @ self.p_matrices @ c
        traces = np.trace(parts, axis1=1, axis2=2)
        a1 = float(traces @ self.component_covariance @ traces)
        a2 = float((self.component_covariance * np.einsum("iab,jba->ij", parts, parts)).sum())
        b, g = (a1 + 6 * a2) / (2 * q), ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
        c1, c2, c3 = (np.array([g, q - g, q + 2 - g]) / (3 * q + 2 * (1 - g))).tolist()
        left = 1 - a2 / q
        above, below = _ratio(left, 1 - c2 * b) ** 2 * (1 + c1 * b), 1 - c3 * b
        df2 = 4 + (q + 2) * below / (above - below)
        scaling = _ratio(df2 * left, df2 - 2)
        return (scaling, df2) if min(scaling, df2) > TOLERANCE else "the ratings leave no degrees of freedom"


def _ratio(numerator: float, denominator: float) -> float:
    """Return the ratio, 1 for 0 / 0: where F's distribution is exact both are equal, and 0 with 2 degrees."""
    return 1.0 if max(abs(numerator), abs(denominator)) < TOLERANCE else numerator / denominator


def kenward_roger(ratings: Ratings, fit: MixedModelFit) -> KenwardRoger | str:
    """Adjust a fit of the same ratings, or return the reason why that is not done."""
    levels = [_level_codes(ratings, term) for term in fit.components if term != "residual"]
    if sum(int(each.max()) + 1 for each in levels) > MAX_LEVELS:
        return "with so many raters and clips Kenward and Roger's test equals Satterthwaite's"
    gamma = np.array(list(fit.components.values()))
    condition = np.unique(ratings.condition, return_inverse=True)[1]
    traces, p, q = _trace_p_q(levels, condition, gamma)
    c = fit.covariance
    pcp = np.einsum("iab,bc,jcd->ijad", p, c, p)
    information = traces - 2 * np.einsum("ab,ijba->ij", c, q) + np.einsum("ab,ijba->ij", c, pcp)
    if not determines_parameters(information):
        return UNDETERMINED
    variance = 2 * np.linalg.inv(information)
    correction = 2 * c @ np.einsum("ij,ijab->ab", variance, q - pcp) @ c
    return KenwardRoger(fit, c + correction, p, variance)


def _level_codes(ratings: Ratings, term: str) -> IntArray:
    name, _, by_condition = term.partition(":")
    codes = ratings.rater if name == "rater" else ratings.clip
    keys = codes * len(ratings.conditions) + ratings.condition if by_condition else codes
    return np.asarray(np.unique(keys, return_inverse=True)[1])


def _trace_p_q(
    levels: list[IntArray], condition: IntArray, gamma: Float64Array
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return tr V^-1 G_i V^-1 G_j `(k, k)`, the P `(k, C, C)` and the Q `(k, k, C, C)`, the residual last."""
    k, residual, sizes = len(levels), gamma[-1], [int(each.max()) + 1 for each in levels]
    ends = np.cumsum([0, *sizes])
    columns = [level + start for level, start in zip([*levels, condition], ends, strict=True)]
    products = _weighted_products(columns, np.repeat(gamma[:-1] / residual, sizes)) / residual
    blocks = [slice(a, b) for a, b in pairwise(ends)]
    fixed = [products[ends[-1] :, block] for block in blocks]
    conditions = len(products) - ends[-1]
    traces, q = np.zeros((k + 1, k + 1)), np.zeros((k + 1, k + 1, conditions, conditions))
    for i, one in enumerate(blocks):
        for j, other in enumerate(blocks):
            traces[i, j] = (products[one, other] ** 2).sum()
            q[i, j] = fixed[i] @ products[one, other] @ fixed[j].T
    p = np.array([-each @ each.T for each in fixed]).reshape(k, conditions, conditions)
    p = _append_residual(p, -products[ends[-1] :, ends[-1] :], gamma)
    term_traces = np.array([np.trace(products[block, block]) for block in blocks])
    term_traces = np.append(term_traces, (len(condition) - gamma[:-1] @ term_traces) / residual)
    for i in range(k + 1):
        traces[i] = traces[:, i] = _append_residual(traces[i, :k], term_traces[i], gamma)
        q[i] = _append_residual(q[i, :k], -p[i], gamma)
        q[:, i] = q[i].transpose(0, 2, 1)
    return traces, p, q


def _append_residual(parts: Float64Array, total: Float64Array, gamma: Float64Array) -> Float64Array:
    """Append the residual's part to those of the other variances, given their sum weighted by the variances."""
    return np.concatenate([parts, [(total - np.tensordot(gamma[:-1], parts, 1)) / gamma[-1]]])


def _weighted_products(columns: list[IntArray], rho: Float64Array) -> Float64Array:
    """Return `[Z X]' V^-1 [Z X]` with V relative to the residual; `columns` are the column indices of the ones."""
    size = max(int(each.max()) for each in columns) + 1
    products = sum(np.bincount(a * size + b, minlength=size**2).astype(float) for a in columns for b in columns)
    products = np.asarray(products).reshape(size, size)
    scale = np.sqrt(rho)
    scaled = scale[:, None] * products[: len(rho)]
    inner = scaled[:, : len(rho)] * scale + np.eye(len(rho))
    return np.asarray(products - scaled.T @ np.linalg.solve(inner, scaled))
