r"""The second derivatives of a crossed mixed model's restricted likelihood, exact and from sums over levels only.

With Z_i' P Z_j = [i = j] B_i - U_i K U_j' for leading levels and U_i F between leading and trailing ones (letters as
in `reml`), all of tr(P G_a P G_b) and y' P G_a P G_b P y, G_a = Z_a Z_a', follow from a few sums over levels.
Source: Searle, Casella & McCulloch, Variance Components (1992), ch. 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.models.cross_products import CrossProducts
from analysis.models.reml import ReducedModel
from face.arrays import Float64Array

Pair = tuple[Float64Array, Float64Array]


@dataclass(frozen=True, eq=False)
class SecondOrderTerms:
    """Per pair of the four terms, in the order of `Evaluation.traces`.

    Attributes
    ----------
    traces, squares
        `(4, 4)` tr(P G_a P G_b) and y' P G_a P G_b P y.
    slopes
        `(4, C, C)` derivatives of `Evaluation.covariance` by the relative variances.
    """

    traces: Float64Array
    squares: Float64Array
    slopes: Float64Array


def second_order_terms(table: CrossProducts, at: ReducedModel) -> SecondOrderTerms:
    """Return the second-order parts where the model was reduced to these."""
    cells, merge = len(at.whole), table.merge
    beyond = at.beyond @ merge, at.beyond
    projected = at.products[:cells] @ at.rest
    forces = merge @ (projected @ merge), projected
    traces, squares = np.zeros((4, 4)), np.zeros((4, 4))
    traces[:2, :2], squares[:2, :2] = _leading(table, at)
    traces[:2, 2:], squares[:2, 2:] = _between(at, beyond, forces)
    traces[2:, 2:], squares[2:, 2:] = _trailing(at, merge, forces)
    traces[2:, :2], squares[2:, :2] = traces[:2, 2:].T, squares[:2, 2:].T
    return SecondOrderTerms(traces, squares, _slopes(at, merge))


def _leading(table: CrossProducts, at: ReducedModel) -> Pair:
    """Return traces and squares `(2, 2)` of the leading factor's terms."""
    shrink, inverse = at.shrink, at.inverse
    blocks = shrink * table.patterns[0][:, None, :]
    sums, block_sums = shrink.sum(axis=1), blocks.sum(axis=1)
    mixed = sums[:, :, None] * (block_sums[:, None, :] @ shrink)
    weights = (
        block_sums.sum(axis=1)[:, None, None] * sums[:, :, None] * sums[:, None, :],
        (mixed + mixed.transpose(0, 2, 1)) / 2,
        shrink.transpose(0, 2, 1) @ blocks @ shrink,
    )
    own = [block_sums.sum(axis=1) ** 2, (block_sums**2).sum(axis=1), (blocks**2).sum(axis=(1, 2))]
    around = table.weighted(*weights)
    passed = [inverse @ each[:-1, :-1] for each in at.seen]
    pulled = [(each @ at.rest)[:-1] for each in at.seen]
    pairs = ((0, 0), (0, 1), (1, 1))
    traces = [
        float(table.often @ alone) - 2 * np.vdot(inverse, near[:-1, :-1]) + np.vdot(passed[a], passed[b].T)
        for alone, near, (a, b) in zip(own, around, pairs, strict=True)
    ]
    squares = [
        float(at.rest @ near @ at.rest - pulled[a] @ inverse @ pulled[b])
        for near, (a, b) in zip(around, pairs, strict=True)
    ]
    return _square(traces), _square(squares)


def _square(three: Sequence[float | np.floating]) -> Float64Array:
    first, mixed, second = three
    return np.array([[first, mixed], [mixed, second]])


def _between(at: ReducedModel, beyond: Pair, forces: Pair) -> Pair:
    """Return traces and squares `(2, 2)` of a leading term (row) and a trailing one (column)."""
    pulled = [(each @ at.rest)[:-1] for each in at.seen]
    traces = [[np.vdot(side, each[:-1, :-1] @ side) for side in beyond] for each in at.seen]
    squares = [[pull @ beyond[1] @ force for force in forces] for pull in pulled]
    return np.array(traces), np.array(squares)


def _trailing(at: ReducedModel, merge: Float64Array, forces: Pair) -> Pair:
    """Return traces and squares `(2, 2)` of the trailing factor's terms."""
    half = merge.T @ at.whole
    sides = half @ merge, half, at.whole
    squares = [[one @ at.whole @ other for other in forces] for one in forces]
    return _square([float(np.vdot(each, each)) for each in sides]), np.array(squares)


def _slopes(at: ReducedModel, merge: Float64Array) -> Float64Array:
    cells = len(at.whole)
    fixed = at.inverse[cells:]
    passed = fixed @ at.products[:-1, :cells]
    by_level = passed @ merge
    leading = [fixed @ each[:-1, :-1] @ fixed.T for each in at.seen]
    return np.array([*leading, by_level @ by_level.T, passed @ passed.T])
