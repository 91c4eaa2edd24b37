r"""The profiled REML deviance of a crossed mixed model, its gradient and its fixed effects, at given variances.

A rating of rater i for clip k in condition c is b_c + r_i + k_k + (rc)_ic + (kc)_kc + e. All rater effects of
rater i make one vector over the conditions with covariance Sigma = rho_1 J + rho_2 I (J all ones), relative to the
residual variance; likewise those of a clip. The factor with more levels is eliminated level by level (its
cross products are diagonal), the other factor and the condition means by one Cholesky decomposition.
Source: Patterson & Thompson, Biometrika 58 (1971); Searle, Casella & McCulloch, Variance Components (1992), ch. 6.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import solve_triangular

from analysis.models.cross_products import CrossProducts
from face.arrays import Float64Array

SMALLEST: Final = float(np.finfo(float).tiny)


@dataclass(frozen=True, eq=False)
class ReducedModel:
    """The model once the leading factor is eliminated.

    The columns are the table's, T the indicators of a trailing level in a condition; V_1 is V without the trailing
    factor and U_i = Z_i' V_1^-1 [columns] `(C, m)` belongs to leading level i, Z_i its indicators of conditions.

    Attributes
    ----------
    shrink
        `(g, C, C)` by pattern: (I + Z_i' Z_i Sigma)^-1, so that U_i = shrink leading_i.
    term_products
        Two `(m, m)`: sums over levels of U_i' J U_i and of U_i' U_i.
    products, inverse
        `(m, m)` columns' V_1^-1 columns; `(m - 1, m - 1)` K, with which P = V_1^-1 - V_1^-1 [T X] K [T X]' V_1^-1.
    residual_weights
        `(m,)` the residual y - X b as a combination of the columns.
    trailing_map, trailing_products
        `(m - 1, T)` F with Z_i' P T = U_i F, and `(T, T)` T' P T.
    """

    shrink: Float64Array
    term_products: tuple[Float64Array, Float64Array]
    products: Float64Array
    inverse: Float64Array
    residual_weights: Float64Array
    trailing_map: Float64Array
    trailing_products: Float64Array


@dataclass(frozen=True, eq=False)
class LikelihoodTerms:
    """The likelihood's parts at relative variances rho, with P as in P y = V^-1 (y - X b), V relative to residual.

    Attributes
    ----------
    logdet
        `log|V| + log|X' V^-1 X|`.
    residual_ss
        `y' P y`, the generalised residual sum of squares.
    traces, squares
        `(4,)` `tr(Z_j' P Z_j)` and `|Z_j' P y|^2` of leading, leading:condition, trailing, trailing:condition.
    means, covariance
        `(C,)` condition means, less the table's centre; `(C, C)` `(X' V^-1 X)^-1`.
    reduced
        The input of the second derivatives.
    """

    logdet: float
    residual_ss: float
    traces: Float64Array
    squares: Float64Array
    means: Float64Array
    covariance: Float64Array
    reduced: ReducedModel


def evaluate_likelihood(table: CrossProducts, rho: Float64Array) -> LikelihoodTerms:
    """Evaluate the likelihood at the four variances relative to the residual's, `rho` `(4,)`, each at least 0."""
    reduced, logdet = _reduce(table, rho)
    cells, c = len(reduced.trailing_products), table.n_conditions
    projected = reduced.products @ reduced.residual_weights
    by_cell = projected[:cells].reshape(-1, c)
    by_level = by_cell.sum(axis=1)
    leading = [reduced.residual_weights @ each @ reduced.residual_weights for each in reduced.term_products]
    return LikelihoodTerms(
        logdet=logdet,
        residual_ss=max(float(projected[-1]), SMALLEST),
        traces=np.array([*_leading_traces(table, reduced), *_trailing_traces(reduced.trailing_products, c)]),
        squares=np.array([*leading, np.vdot(by_level, by_level), np.vdot(by_cell, by_cell)]),
        means=-reduced.residual_weights[cells:-1],
        covariance=reduced.inverse[cells:, cells:],
        reduced=reduced,
    )


def profiled_deviance(table: CrossProducts, at: LikelihoodTerms) -> float:
    """Return -2 log restricted likelihood, profiled over the residual variance."""
    m = table.n_ratings - table.n_conditions
    return float(at.logdet + m * (1 + np.log(2 * np.pi * at.residual_ss / m)))


def deviance_gradient(table: CrossProducts, at: LikelihoodTerms) -> Float64Array:
    """Return the gradient `(4,)` of the profiled deviance with respect to the relative variances."""
    return at.traces - (table.n_ratings - table.n_conditions) * at.squares / at.residual_ss


def compound_symmetry(level: float, condition: float, size: int) -> Float64Array:
    """Return level J + condition I `(size, size)`."""
    return np.full((size, size), level) + condition * np.eye(size)


def compound_symmetry_root(level: float, condition: float, size: int) -> Float64Array:
    """Return the symmetric square root of `compound`."""
    inner, outer = np.sqrt(condition), np.sqrt(condition + size * level)
    return compound_symmetry((outer - inner) / size, inner, size)


def _reduce(table: CrossProducts, rho: Float64Array) -> tuple[ReducedModel, float]:
    """Eliminate the leading factor; return the reduced model, and log|V| + log|X' V^-1 X|."""
    c, cells = table.n_conditions, table.n_trailing * table.n_conditions
    sigma = compound_symmetry(rho[0], rho[1], c)
    block = np.eye(c) + table.patterns[0][:, :, None] * sigma
    shrink = np.asarray(np.linalg.inv(block), dtype=np.float64)
    sums = shrink.sum(axis=1)
    parts = sigma @ shrink, sums[:, :, None] * sums[:, None, :], shrink.transpose(0, 2, 1) @ shrink
    eliminated, *leading = table.weighted_products(*parts)
    products = table.column_products - eliminated
    inverse, logdet = _eliminate_trailing(products[:-1, :-1], rho[2:], c)
    trailing_map = np.eye(len(inverse), cells) - inverse @ products[:-1, :cells]
    reduced = ReducedModel(
        shrink=shrink,
        term_products=(leading[0], leading[1]),
        products=products,
        inverse=inverse,
        residual_weights=np.append(-inverse @ products[:-1, -1], 1.0),
        trailing_map=trailing_map,
        trailing_products=products[:cells, :-1] @ trailing_map,
    )
    return reduced, logdet + float(table.pattern_counts @ np.linalg.slogdet(block)[1])


def _eliminate_trailing(products: Float64Array, rho: Float64Array, c: int) -> tuple[Float64Array, float]:
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
    before = table.pattern_counts @ blocks.sum(axis=(1, 2)), table.pattern_counts @ np.trace(blocks, axis1=1, axis2=2)
    removed = [np.vdot(reduced.inverse, each[:-1, :-1]) for each in reduced.term_products]
    return float(before[0] - removed[0]), float(before[1] - removed[1])


def _trailing_traces(products: Float64Array, c: int) -> tuple[float, float]:
    levels = len(products) // c
    return float(np.einsum("tctd->", products.reshape(levels, c, levels, c))), float(np.trace(products))
