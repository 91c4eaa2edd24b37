r"""The restricted likelihood of a crossed mixed model, its gradient and its fixed effects, at given variances.

A rating of rater i for clip k in condition c is b_c + r_i + k_k + (rc)_ic + (kc)_kc + e. All rater effects of
rater i make one vector over the conditions with covariance Sigma = rho_1 J + rho_2 I (J all ones), relative to the
residual variance; likewise those of a clip. The factor with more levels is eliminated level by level (its
cross products are diagonal), the other factor and the condition means by one Cholesky decomposition.
Source: Patterson & Thompson, Biometrika 58 (1971); Searle, Casella & McCulloch, Variance Components (1992), ch. 6.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from analysis.models.cross_products import CrossProducts
from face.arrays import Float64Array

SMALLEST = float(np.finfo(float).tiny)


@dataclass(frozen=True, eq=False)
class ReducedModel:
    """What is left of the model once the leading factor is eliminated.

    The columns are the table's, T the indicators of a trailing level in a condition; V_1 is V without the trailing
    factor and U_i = Z_i' V_1^-1 [columns] `(C, m)` belongs to leading level i, Z_i its indicators of conditions.

    Attributes
    ----------
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

    shrink: Float64Array
    seen: tuple[Float64Array, Float64Array]
    products: Float64Array
    inverse: Float64Array
    rest: Float64Array
    beyond: Float64Array
    whole: Float64Array


@dataclass(frozen=True, eq=False)
class LikelihoodTerms:
    """The likelihood's parts at relative variances rho, with P as in P y = V^-1 (y - X b), V relative to residual.

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
    reduced
        What second derivatives are made from.
    """

    logdet: float
    square: float
    traces: Float64Array
    squares: Float64Array
    means: Float64Array
    covariance: Float64Array
    reduced: ReducedModel


def evaluate_likelihood(table: CrossProducts, rho: Float64Array) -> LikelihoodTerms:
    """Evaluate at the four relative variances `rho`, each at least 0."""
    reduced, logdet = _reduce(table, rho)
    cells, c = len(reduced.whole), table.conditions
    left = reduced.products @ reduced.rest
    projected = left[:cells].reshape(-1, c)
    by_level = projected.sum(axis=1)
    leading = [reduced.rest @ each @ reduced.rest for each in reduced.seen]
    return LikelihoodTerms(
        logdet=logdet,
        square=max(float(left[-1]), SMALLEST),
        traces=np.array([*_leading_traces(table, reduced), *_trailing_traces(reduced.whole, c)]),
        squares=np.array([*leading, np.vdot(by_level, by_level), np.vdot(projected, projected)]),
        means=-reduced.rest[cells:-1],
        covariance=reduced.inverse[cells:, cells:],
        reduced=reduced,
    )


def profiled_deviance(table: CrossProducts, at: LikelihoodTerms) -> float:
    """Return -2 log restricted likelihood with the residual variance at its best."""
    m = table.n - table.conditions
    return float(at.logdet + m * (1 + np.log(2 * np.pi * at.square / m)))


def deviance_gradient(table: CrossProducts, at: LikelihoodTerms) -> Float64Array:
    """Return the derivatives `(4,)` of `deviance` by the relative variances."""
    return at.traces - (table.n - table.conditions) * at.squares / at.square


def compound_symmetry(level: float, condition: float, size: int) -> Float64Array:
    """Return level J + condition I `(size, size)`."""
    return np.full((size, size), level) + condition * np.eye(size)


def compound_symmetry_root(level: float, condition: float, size: int) -> Float64Array:
    """Return the symmetric square root of `compound`."""
    inner, outer = np.sqrt(condition), np.sqrt(condition + size * level)
    return compound_symmetry((outer - inner) / size, inner, size)


def _reduce(table: CrossProducts, rho: Float64Array) -> tuple[ReducedModel, float]:
    """Return the parts, and log|V| + log|X' V^-1 X|."""
    c, cells = table.conditions, table.trailing * table.conditions
    sigma = compound_symmetry(rho[0], rho[1], c)
    gauge = np.eye(c) + table.patterns[0][:, :, None] * sigma
    shrink = np.asarray(np.linalg.inv(gauge), dtype=np.float64)
    sums = shrink.sum(axis=1)
    parts = sigma @ shrink, sums[:, :, None] * sums[:, None, :], shrink.transpose(0, 2, 1) @ shrink
    lost, *seen = table.weighted(*parts)
    products = table.columns - lost
    inverse, logdet = _eliminate(products[:-1, :-1], rho[2:], c)
    beyond = np.eye(len(inverse), cells) - inverse @ products[:-1, :cells]
    reduced = ReducedModel(
        shrink=shrink,
        seen=(seen[0], seen[1]),
        products=products,
        inverse=inverse,
        rest=np.append(-inverse @ products[:-1, -1], 1.0),
        beyond=beyond,
        whole=products[:cells, :-1] @ beyond,
    )
    return reduced, logdet + float(table.often @ np.linalg.slogdet(gauge)[1])


def _eliminate(products: Float64Array, rho: Float64Array, c: int) -> tuple[Float64Array, float]:
    """Return R (R' products R + D)^-1 R' and log|R' products R + D|.

    R holds the root of each trailing level's covariance, and the identity for the condition means; D is the
    identity for the trailing levels and 0 for the means.
    """
    levels = len(products) // c
    blocks = np.zeros((levels, c, levels, c))
    blocks[np.arange(levels), :, np.arange(levels), :] = compound_symmetry_root(rho[0], rho[1], c)
    blocks[-1, :, -1, :] = np.eye(c)
    scale = blocks.reshape(products.shape)
    inner = scale @ products @ scale
    inner[np.diag_indices((levels - 1) * c)] += 1
    factor = np.linalg.cholesky(inner)
    half = solve_triangular(factor, scale, lower=True, check_finite=False)
    return half.T @ half, float(2 * np.log(np.diag(factor)).sum())


def _leading_traces(table: CrossProducts, reduced: ReducedModel) -> tuple[float, float]:
    """Return tr(Z' P Z) of the leading factor's two terms."""
    blocks = reduced.shrink * table.patterns[0][:, None, :]
    own = table.often @ blocks.sum(axis=(1, 2)), table.often @ np.trace(blocks, axis1=1, axis2=2)
    lost = [np.vdot(reduced.inverse, each[:-1, :-1]) for each in reduced.seen]
    return float(own[0] - lost[0]), float(own[1] - lost[1])


def _trailing_traces(whole: Float64Array, c: int) -> tuple[float, float]:
    levels = len(whole) // c
    return float(np.einsum("tctd->", whole.reshape(levels, c, levels, c))), float(np.trace(whole))
