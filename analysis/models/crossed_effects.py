"""The linear algebra of normal random effects of two crossed factors: design products and the penalised Hessian.

Level i of a factor has effects `A u_i` in the `C` conditions, `u_i` standard normal `(m,)` and `A` `(C, m)` its
loadings: a column of s for a term like rater, s times the identity for rater:condition. With D the negative second
derivatives of log P the Hessian is H = Z' D Z + I; the factor with more levels (the leading one) is block diagonal in
it and is eliminated.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_solve

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
    """H in parts; everything that couples the factors is computed per condition, where it is small.

    Attributes
    ----------
    loadings
        A and B; with one row where they are the same in every condition.
    cells
        `(L, T, C)` the weights, summed by leading level, trailing level and condition; C as the loadings' rows.
    inverse_blocks
        `(L, m, m)` inverses of the leading factor's blocks.
    factor
        `(T * k, T * k)` lower Cholesky factor of the Schur complement of the leading factor.
    logdet
        log|H|.
    """

    design: CrossedDesign
    loadings: Pair
    cells: Float64Array
    inverse_blocks: Float64Array
    factor: Float64Array
    logdet: float

    @cached_property
    def by_condition(self) -> Float64Array:
        """The inverse blocks between conditions, A inverse A' `(L, C, C)`."""
        a = self.loadings[0]
        return a @ self.inverse_blocks @ a.T

    def solve(self, right: Pair) -> Pair:
        """Return H^-1 right, both in parts `(levels, m)`."""
        a, b = self.loadings
        first = (self.inverse_blocks @ right[0][..., None])[..., 0]
        eliminated = np.einsum("itc,ic->tc", self.cells, first @ a.T) @ b
        solved = cho_solve((self.factor, True), (right[1] - eliminated).ravel(), check_finite=False)
        second = np.asarray(solved, dtype=np.float64).reshape(right[1].shape)
        back = np.einsum("itc,tc->ic", self.cells, second @ b.T) @ a
        return first - (self.inverse_blocks @ back[..., None])[..., 0], second

    def variances(self) -> tuple[Float64Array, Pair]:
        """Return z' H^-1 z per rating `(n,)`, and the diagonal of H^-1 in parts `(levels, m)`."""
        levels, trailing, conditions = self.cells.shape
        (a, b), own = self.loadings, self.by_condition
        size = len(self.factor)
        inverse = np.asarray(cho_solve((self.factor, True), np.eye(size), check_finite=False), dtype=np.float64)
        covariance = _transform(inverse.reshape(trailing, b.shape[1], trailing, b.shape[1]), b.T)
        # For each condition d of the second index: sums over trailing levels of covariance times cells (C, T * C, L).
        columns = covariance.transpose(3, 0, 1, 2).reshape(conditions, trailing * conditions, trailing)
        spread = (columns @ self.cells.transpose(2, 1, 0)).reshape(conditions, trailing, conditions, levels)
        inner = np.einsum("itc,dtci->icd", self.cells, spread)
        first = own.diagonal(axis1=1, axis2=2) + ((own @ inner) * own).sum(axis=2)
        second = np.einsum("tctc->tc", covariance)
        between = np.einsum("ice,etci->itc", own, spread)
        half = self.inverse_blocks @ a.T
        leading_part = self.inverse_blocks.diagonal(axis1=1, axis2=2) + ((half @ inner) * half).sum(axis=2)
        whole = first[:, None] + second - 2 * between
        variance = np.broadcast_to(whole, self.design.shape).ravel()[self.design.cell_indices[2]]
        return variance, (leading_part, np.diag(inverse).reshape(trailing, b.shape[1]))


def penalized_hessian(design: CrossedDesign, loadings: Pair, weight: Float64Array) -> PenalizedHessian:
    """Return H for the weights D `(n,)` of the ratings."""
    sums = np.bincount(design.cell_indices[2], weight, int(np.prod(design.shape)))
    cells = np.asarray(sums, dtype=np.float64).reshape(design.shape)
    if all((each == each[0]).all() for each in loadings):
        cells, loadings = cells.sum(axis=2, keepdims=True), (loadings[0][:1], loadings[1][:1])
    (levels, trailing, conditions), (a, b) = cells.shape, loadings
    own = (cells.sum(axis=1) @ _products(a, a)).reshape(levels, a.shape[1], a.shape[1]) + np.eye(a.shape[1])
    inverse_blocks = np.asarray(np.linalg.inv(own), dtype=np.float64)
    by_condition = a @ inverse_blocks @ a.T
    # What the leading factor explains of the trailing one, for each condition d of the second index (C, T * C, T).
    weighted = cells[None] * by_condition.transpose(2, 0, 1)[:, :, None, :]
    explained = weighted.reshape(conditions, levels, -1).transpose(0, 2, 1) @ cells.transpose(2, 0, 1)
    middle = -explained.reshape(conditions, trailing, conditions, trailing).transpose(1, 2, 3, 0)
    each, condition = np.arange(trailing)[:, None], np.arange(conditions)
    middle[each, condition, each, condition] += cells.sum(axis=0)
    schur = _transform(middle, b).reshape(trailing * b.shape[1], trailing * b.shape[1])
    schur[np.diag_indices(len(schur))] += 1
    factor = np.asarray(np.linalg.cholesky(schur), dtype=np.float64)
    logdet = float(np.linalg.slogdet(own)[1].sum() + 2 * np.log(np.diag(factor)).sum())
    return PenalizedHessian(design, loadings, cells, inverse_blocks, factor, logdet)


def _transform(blocks: Float64Array, loadings: Float64Array) -> Float64Array:
    """Return loadings' block loadings for each of the blocks: `(T, C, T, C)` and `(C, m)` give `(T, m, T, m)`."""
    right = blocks @ loadings
    levels, conditions, _, m = right.shape
    return np.asarray((loadings.T @ right.reshape(levels, conditions, levels * m)).reshape(levels, m, levels, m))


def _products(a: Float64Array, b: Float64Array) -> Float64Array:
    """Return `(C, m * k)`: per condition all products of a loading in `a` and one in `b`."""
    return np.asarray((a[:, :, None] * b[:, None, :]).reshape(len(a), a.shape[1] * b.shape[1]))
