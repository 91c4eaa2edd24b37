"""Normal random effects of two crossed factors, as a Laplace approximation needs them.

Level i of a factor has effects `A u_i` in the `C` conditions, `u_i` standard normal `(m,)` and `A` `(C, m)` its
loadings: a column of s for a term like rater, s times the identity for rater:condition. With D the negative second
derivatives of log P the Hessian is H = Z' D Z + I; the factor with more levels is block diagonal in it and eliminated.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from face.arrays import Float64Array, IntArray

Pair = tuple[Float64Array, Float64Array]


@dataclass(frozen=True, eq=False)
class CrossedDesign:
    """Which level of the leading and of the trailing factor, and which condition, each rating `(n,)` has."""

    leading: IntArray
    trailing: IntArray
    condition: IntArray
    shape: tuple[int, int, int]

    @cached_property
    def places(self) -> tuple[IntArray, IntArray, IntArray]:
        """Per rating its place among leading × condition, trailing × condition, and all three."""
        _, levels, conditions = self.shape
        trailing = self.trailing * conditions + self.condition
        lead = self.leading * conditions + self.condition
        return lead, trailing, self.leading * levels * conditions + trailing

    def spread(self, loadings: Pair, effects: Pair) -> Float64Array:
        """Return Z u `(n,)`: what the effects `(levels, m)` of both factors add to each rating."""
        parts = (each @ a.T for a, each in zip(loadings, effects, strict=True))
        return sum((part.ravel()[place] for part, place in zip(parts, self.places[:2], strict=True)), np.zeros(1))

    def gather(self, loadings: Pair, values: Float64Array) -> Pair:
        """Return Z' v: for `values` `(n,)` their sums weighted by the loadings, per factor `(levels, m)`."""
        conditions = self.shape[2]
        sums = [
            np.bincount(place, values, levels * conditions).reshape(levels, conditions)
            for place, levels in zip(self.places[:2], self.shape[:2], strict=True)
        ]
        return sums[0] @ loadings[0], sums[1] @ loadings[1]


@dataclass(frozen=True, eq=False)
class PenalizedHessian:
    """H in parts: `blocks` `(L, m, m)` inverted, `joint` = blocks times the cross part, `rest` the Schur complement."""

    layout: CrossedDesign
    loadings: Pair
    blocks: Float64Array
    joint: Float64Array
    rest: Float64Array
    logdet: float

    def solve(self, right: Pair) -> Pair:
        """Return H^-1 right, both in parts `(levels, m)`."""
        first = (self.blocks @ right[0][..., None])[..., 0]
        seen = np.einsum("iar,ia->r", self.joint, right[0])
        second = np.asarray(np.linalg.solve(self.rest, right[1].ravel() - seen), dtype=np.float64)
        return first - self.joint @ second, second.reshape(right[1].shape)

    def variances(self) -> tuple[Float64Array, Pair]:
        """Return z' H^-1 z per rating `(n,)`, and the diagonal of H^-1 in parts `(levels, m)`."""
        levels, trailing, conditions = self.layout.shape
        a, b = self.loadings
        inverse = np.asarray(np.linalg.inv(self.rest))
        seen = self.joint @ inverse
        own = self.blocks + seen @ self.joint.transpose(0, 2, 1)
        other: Float64Array = np.einsum("tatb->tab", inverse.reshape(trailing, b.shape[1], trailing, b.shape[1]))
        crossed = seen.reshape(levels, a.shape[1], trailing, b.shape[1]).transpose(0, 2, 1, 3)
        between = crossed.reshape(levels * trailing, a.shape[1] * b.shape[1]) @ _products(a, b).T
        lead, trail, cell = self.layout.places
        first, second = (
            each.reshape(len(each), x.shape[1] ** 2) @ _products(x, x).T for each, x in ((own, a), (other, b))
        )
        spread = first.ravel()[lead] + second.ravel()[trail] - 2 * between.reshape(-1, conditions).ravel()[cell]
        return spread, (own.diagonal(axis1=1, axis2=2), other.diagonal(axis1=1, axis2=2))


def penalized_hessian(layout: CrossedDesign, loadings: Pair, weight: Float64Array) -> PenalizedHessian:
    """Return H for the weights D `(n,)` of the ratings."""
    levels, trailing, conditions = layout.shape
    a, b = loadings
    cells = np.bincount(layout.places[2], weight, levels * trailing * conditions).reshape(layout.shape)
    own = (cells.sum(axis=1) @ _products(a, a)).reshape(levels, a.shape[1], a.shape[1]) + np.eye(a.shape[1])
    other = (cells.sum(axis=0) @ _products(b, b)).reshape(trailing, b.shape[1], b.shape[1]) + np.eye(b.shape[1])
    between = (cells.reshape(-1, conditions) @ _products(a, b)).reshape(levels, trailing, a.shape[1], b.shape[1])
    cross = between.transpose(0, 2, 1, 3).reshape(levels, a.shape[1], trailing * b.shape[1])
    blocks = np.asarray(np.linalg.inv(own))
    joint = blocks @ cross
    rest = -np.tensordot(cross, joint, ([0, 1], [0, 1])).reshape(trailing, b.shape[1], trailing, b.shape[1])
    each = np.arange(trailing)
    rest[each, :, each, :] += other
    size = trailing * b.shape[1]
    whole = rest.reshape(size, size)
    logdet = float(np.linalg.slogdet(own)[1].sum() + np.linalg.slogdet(whole)[1])
    return PenalizedHessian(layout, loadings, blocks, joint, whole, logdet)


def _products(a: Float64Array, b: Float64Array) -> Float64Array:
    """Return `(C, m * k)`: per condition all products of a loading in `a` and one in `b`."""
    return np.asarray((a[:, :, None] * b[:, None, :]).reshape(len(a), a.shape[1] * b.shape[1]))
