r"""The restricted likelihood of a crossed mixed model, its gradient and its fixed effects, at given variances.

A rating of rater i for clip k in condition c is b_c + r_i + k_k + (rc)_ic + (kc)_kc + e. All rater effects of
rater i make one vector over the conditions with covariance Sigma = rho_1 J + rho_2 I (J all ones), relative to the
residual variance; likewise those of a clip. The factor with more levels is eliminated level by level (its
cross products are diagonal), the other factor and the condition means by one Cholesky decomposition.
Source: Patterson & Thompson, Biometrika 58 (1971); Searle, Casella & McCulloch, Variance Components (1992), ch. 6.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.crosstable import CrossTable

Floats = NDArray[np.float64]
SMALLEST = float(np.finfo(float).tiny)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The likelihood's parts at relative variances rho, with P as in P y = V^-1 (y - X b), V relative to residual.

    The columns are the table's, T the indicators of a trailing level in a condition; V_1 is V without the trailing
    factor and U_i = Z_i' V_1^-1 [columns] `(C, m)` belongs to leading level i, Z_i its indicators of conditions.

    Attributes
    ----------
    logdet
        log|V| + log|X' V^-1 X|.
    square
        y' P y.
    traces, squares
        `(4,)` tr(Z_j' P Z_j) and |Z_j' P y|^2 of leading, leading:condition, trailing, trailing:condition.
    means, covariance
        `(C,)` condition means, less the table's centre; `(C, C)` (X' V^-1 X)^-1.
    shrink
        `(g, C, C)` by pattern: (I + Z_i' Z_i Sigma)^-1, so that U_i = shrink leading_i.
    seen
        Two `(m, m)`: sums over levels of U_i' J U_i and of U_i' U_i.
    products, inverse
        `(m, m)` columns' V_1^-1 columns; `(m - 1, m - 1)` K, with which P = V_1^-1 - V_1^-1 [T X] K [T X]' V_1^-1.
    rest
        `(m,)` what y is less its prediction, in terms of the columns.
    beyond, whole
        `(m - 1, T)` F with Z_i' P T = U_i F, and `(T, T)` T' P T.
    """

    logdet: float
    square: float
    traces: Floats
    squares: Floats
    means: Floats
    covariance: Floats
    shrink: Floats
    seen: tuple[Floats, Floats]
    products: Floats
    inverse: Floats
    rest: Floats
    beyond: Floats
    whole: Floats


def evaluate(table: CrossTable, rho: Floats) -> Evaluation:
    """Evaluate at the four relative variances `rho`, each at least 0."""
    c, cells = table.conditions, table.trailing * table.conditions
    patterns = table.patterns[0]
    sigma = compound(rho[0], rho[1], c)
    gauge = np.eye(c) + patterns[:, :, None] * sigma
    shrink = np.asarray(np.linalg.inv(gauge), dtype=np.float64)
    products = table.columns - table.weighted(sigma @ shrink)
    inverse, logdet = _eliminate(products[:-1, :-1], rho[2:], c)
    rest = np.append(-inverse @ products[:-1, -1], 1.0)
    beyond = np.eye(len(inverse), cells) - inverse @ products[:-1, :cells]
    whole = products[:cells, :-1] @ beyond
    left = products @ rest
    sums = shrink.sum(axis=1)
    seen = (
        table.weighted(sums[:, :, None] * sums[:, None, :]),
        table.weighted(shrink.transpose(0, 2, 1) @ shrink),
    )
    projected = left[:cells].reshape(-1, c)
    return Evaluation(
        logdet=float(table.often @ np.linalg.slogdet(gauge)[1]) + logdet,
        square=max(float(left[-1]), SMALLEST),
        traces=np.concatenate([_leading_traces(table, shrink, inverse, seen), _trailing_traces(whole, c)]),
        squares=np.array(
            [
                *(rest @ each @ rest for each in seen),
                np.vdot(projected.sum(axis=1), projected.sum(axis=1)),
                np.vdot(projected, projected),
            ]
        ),
        means=-rest[cells:-1],
        covariance=inverse[cells:, cells:],
        shrink=shrink,
        seen=seen,
        products=products,
        inverse=inverse,
        rest=rest,
        beyond=beyond,
        whole=whole,
    )


def deviance(table: CrossTable, at: Evaluation) -> float:
    """Return -2 log restricted likelihood with the residual variance at its best."""
    m = table.n - table.conditions
    return float(at.logdet + m * (1 + np.log(2 * np.pi * at.square / m)))


def slope(table: CrossTable, at: Evaluation) -> Floats:
    """Return the derivatives `(4,)` of `deviance` by the relative variances."""
    return at.traces - (table.n - table.conditions) * at.squares / at.square


def compound(level: float, condition: float, size: int) -> Floats:
    """Return level J + condition I `(size, size)`."""
    return np.full((size, size), level) + condition * np.eye(size)


def root(level: float, condition: float, size: int) -> Floats:
    """Return the symmetric square root of `compound`."""
    inner, outer = np.sqrt(condition), np.sqrt(condition + size * level)
    return compound((outer - inner) / size, inner, size)


def _eliminate(products: Floats, rho: Floats, c: int) -> tuple[Floats, float]:
    """Return R (R' products R + D)^-1 R' and log|R' products R + D|.

    R holds the root of each trailing level's covariance, and the identity for the condition means; D is the
    identity for the trailing levels and 0 for the means.
    """
    levels = len(products) // c
    blocks = np.zeros((levels, c, levels, c))
    blocks[np.arange(levels), :, np.arange(levels), :] = root(rho[0], rho[1], c)
    blocks[-1, :, -1, :] = np.eye(c)
    scale = blocks.reshape(products.shape)
    inner = scale @ products @ scale
    inner[np.diag_indices((levels - 1) * c)] += 1
    factor = np.linalg.cholesky(inner)
    half = np.asarray(np.linalg.solve(factor, scale), dtype=np.float64)
    return half.T @ half, float(2 * np.log(np.diag(factor)).sum())


def _leading_traces(
    table: CrossTable, shrink: Floats, inverse: Floats, seen: tuple[Floats, Floats]
) -> tuple[float, float]:
    """Return tr(Z' P Z) of the leading factor's two terms."""
    blocks = shrink * table.patterns[0][:, None, :]
    own = table.often @ blocks.sum(axis=(1, 2)), table.often @ np.trace(blocks, axis1=1, axis2=2)
    return float(own[0] - np.vdot(inverse, seen[0][:-1, :-1])), float(own[1] - np.vdot(inverse, seen[1][:-1, :-1]))


def _trailing_traces(whole: Floats, c: int) -> tuple[float, float]:
    levels = len(whole) // c
    return float(np.einsum("tctd->", whole.reshape(levels, c, levels, c))), float(np.trace(whole))
