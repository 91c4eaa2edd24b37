"""The linear algebra of normal random effects of two crossed factors: design products and the penalised Hessian.

Level i of a factor has effects `A u_i` in the `C` conditions, `u_i` standard normal `(m,)` and `A` `(C, m)` its
loadings: a column of s for a term like rater, s times the identity for rater:condition. With D the negative second
derivatives of log P the Hessian is H = Z' D Z + I; the factor with more levels (the leading one) is block diagonal in
it and is eliminated.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from face.arrays import Float64Array, IntArray

Pair = tuple[Float64Array, Float64Array]


@dataclass(frozen=True, eq=False)
class CrossedDesign:
    """The level of the leading and of the trailing factor, and the condition, of each rating `(n,)`."""

    leading: IntArray
    trailing: IntArray
    condition: IntArray
    shape: tuple[int, int, int]

    @cached_property
    def cell_indices(self) -> tuple[IntArray, IntArray, IntArray]:
        """The index of each rating among leading × condition, trailing × condition, and all three `(n,)`."""
        _, levels, conditions = self.shape
        trailing = self.trailing * conditions + self.condition
        lead = self.leading * conditions + self.condition
        return lead, trailing, self.leading * levels * conditions + trailing

    def apply(self, loadings: Pair, effects: Pair) -> Float64Array:
        """Return Z u `(n,)`: the contribution of both factors' effects `(levels, m)` to each rating."""
        parts = (each @ a.T for a, each in zip(loadings, effects, strict=True))
        return sum((part.ravel()[index] for part, index in zip(parts, self.cell_indices[:2], strict=True)), np.zeros(1))

    def apply_transpose(self, loadings: Pair, values: Float64Array) -> Pair:
        """Return Z' v: for `values` `(n,)` their sums weighted by the loadings, per factor `(levels, m)`."""
        conditions = self.shape[2]
        sums = [
            np.bincount(index, values, levels * conditions).reshape(levels, conditions)
            for index, levels in zip(self.cell_indices[:2], self.shape[:2], strict=True)
        ]
        return sums[0] @ loadings[0], sums[1] @ loadings[1]


@dataclass(frozen=True, eq=False)
class PenalizedHessian:
    """H in parts.

    Attributes
    ----------
    inverse_blocks
        `(L, m, m)` inverses of the leading factor's blocks.
    coupling
        `(L, m, T * k)` inverse blocks times the cross part.
    schur
        `(T * k, T * k)` Schur complement of the leading factor.
    logdet
        log|H|.
    """

    design: CrossedDesign
    loadings: Pair
    inverse_blocks: Float64Array
    coupling: Float64Array
    schur: Float64Array
    logdet: float

    def solve(self, right: Pair) -> Pair:
        """Return H^-1 right, both in parts `(levels, m)`."""
        first = (self.inverse_blocks @ right[0][..., None])[..., 0]
        eliminated = np.einsum("iar,ia->r", self.coupling, right[0])
        second = np.asarray(np.linalg.solve(self.schur, right[1].ravel() - eliminated), dtype=np.float64)
        return first - self.coupling @ second, second.reshape(right[1].shape)

    def variances(self) -> tuple[Float64Array, Pair]:
        """Return z' H^-1 z per rating `(n,)`, and the diagonal of H^-1 in parts `(levels, m)`."""
        levels, trailing, conditions = self.design.shape
        a, b = self.loadings
        inverse = np.asarray(np.linalg.inv(self.schur))
        product = self.coupling @ inverse
        leading_part = self.inverse_blocks + product @ self.coupling.transpose(0, 2, 1)
        trailing_part: Float64Array = np.einsum(
            "tatb->tab", inverse.reshape(trailing, b.shape[1], trailing, b.shape[1])
        )
        crossed = product.reshape(levels, a.shape[1], trailing, b.shape[1]).transpose(0, 2, 1, 3)
        between = crossed.reshape(levels * trailing, a.shape[1] * b.shape[1]) @ _products(a, b).T
        leading_cell, trailing_cell, cell = self.design.cell_indices
        first, second = (
            each.reshape(len(each), x.shape[1] ** 2) @ _products(x, x).T
            for each, x in ((leading_part, a), (trailing_part, b))
        )
        variance = (
            first.ravel()[leading_cell]
            + second.ravel()[trailing_cell]
            - 2 * between.reshape(-1, conditions).ravel()[cell]
        )
        return variance, (leading_part.diagonal(axis1=1, axis2=2), trailing_part.diagonal(axis1=1, axis2=2))


def penalized_hessian(design: CrossedDesign, loadings: Pair, weight: Float64Array) -> PenalizedHessian:
    """Return H for the weights D `(n,)` of the ratings."""
    levels, trailing, conditions = design.shape
    a, b = loadings
    cells = np.bincount(design.cell_indices[2], weight, levels * trailing * conditions).reshape(design.shape)
    own = (cells.sum(axis=1) @ _products(a, a)).reshape(levels, a.shape[1], a.shape[1]) + np.eye(a.shape[1])
    other = (cells.sum(axis=0) @ _products(b, b)).reshape(trailing, b.shape[1], b.shape[1]) + np.eye(b.shape[1])
    between = (cells.reshape(-1, conditions) @ _products(a, b)).reshape(levels, trailing, a.shape[1], b.shape[1])
    cross = between.transpose(0, 2, 1, 3).reshape(levels, a.shape[1], trailing * b.shape[1])
    inverse_blocks = np.asarray(np.linalg.inv(own))
    coupling = inverse_blocks @ cross
    blocks = -np.tensordot(cross, coupling, ([0, 1], [0, 1])).reshape(trailing, b.shape[1], trailing, b.shape[1])
    each = np.arange(trailing)
    blocks[each, :, each, :] += other
    size = trailing * b.shape[1]
    schur = blocks.reshape(size, size)
    logdet = float(np.linalg.slogdet(own)[1].sum() + np.linalg.slogdet(schur)[1])
    return PenalizedHessian(design, loadings, inverse_blocks, coupling, schur, logdet)


def _products(a: Float64Array, b: Float64Array) -> Float64Array:
    """Return `(C, m * k)`: per condition all products of a loading in `a` and one in `b`."""
    return np.asarray((a[:, :, None] * b[:, None, :]).reshape(len(a), a.shape[1] * b.shape[1]))
