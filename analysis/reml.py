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
    """

    logdet: float
    square: float
    traces: Floats
    squares: Floats
    means: Floats
    covariance: Floats


def evaluate(table: CrossTable, rho: Floats) -> Evaluation:
    """Evaluate at the four relative variances `rho`, each at least 0."""
    c, cells = table.conditions, table.trailing * table.conditions
    patterns, which = table.patterns
    gauge = np.eye(c) + patterns[:, :, None] * compound(rho[0], rho[1], c)
    shrink = np.asarray(np.linalg.inv(gauge), dtype=np.float64)
    products = table.columns - table.weighted(compound(rho[0], rho[1], c) @ shrink)
    inverse, logdet = _eliminate(products[:-1, :-1], rho[2:], c)
    solution = inverse @ products[:-1, -1]
    often = np.bincount(which)
    traces, squares = _leading(table, shrink, often, inverse, solution)
    return Evaluation(
        logdet=float(often @ np.linalg.slogdet(gauge)[1]) + logdet,
        square=max(float(products[-1, -1] - products[:-1, -1] @ solution), SMALLEST),
        traces=np.concatenate([traces, _trailing_traces(products, inverse, c)]),
        squares=np.concatenate(
            [
                squares,
                _squares((products[:cells, -1] - products[:cells, :-1] @ solution).reshape(-1, c)),
            ]
        ),
        means=solution[cells:],
        covariance=inverse[cells:, cells:],
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


def _leading(
    table: CrossTable, shrink: Floats, often: NDArray[np.intp], inverse: Floats, solution: Floats
) -> tuple[Floats, Floats]:
    """Return traces and squares of the leading factor's two terms; `shrink` by pattern, which occur so `often`."""
    sums = shrink.sum(axis=1)
    outer = sums[:, :, None] * sums[:, None, :], shrink.transpose(0, 2, 1) @ shrink
    blocks = shrink * table.patterns[0][:, None, :]
    own = often @ blocks.sum(axis=(1, 2)), often @ np.trace(blocks, axis1=1, axis2=2)
    rest = np.append(-solution, 1.0)
    seen = [table.weighted(each) for each in outer]
    traces = [total - np.vdot(inverse, each[:-1, :-1]) for total, each in zip(own, seen, strict=True)]
    return np.array(traces), np.array([rest @ each @ rest for each in seen])


def _trailing_traces(products: Floats, inverse: Floats, c: int) -> Floats:
    rest = len(products) - 1
    cells = rest - c
    whole = products[:cells, :cells] - products[:cells, :rest] @ inverse @ products[:rest, :cells]
    blocks = np.einsum("tctd->tcd", whole.reshape(cells // c, c, cells // c, c))
    return np.array([blocks.sum(), np.trace(whole)])


def _squares(projected: Floats) -> Floats:
    """Return the squares of level and level-in-condition sums of `(levels, C)`."""
    return np.array([(projected.sum(axis=1) ** 2).sum(), (projected**2).sum()])
