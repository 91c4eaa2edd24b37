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
    """Per pair of the four terms, in the order of `LikelihoodTerms.traces`.

    Attributes
    ----------
    traces, squares
        `(4, 4)` tr(P G_a P G_b) and y' P G_a P G_b P y.
    covariance_gradients
        `(4, C, C)` derivatives of `LikelihoodTerms.covariance` with respect to the relative variances.
    """

    traces: Float64Array
    squares: Float64Array
    covariance_gradients: Float64Array


def second_order_terms(table: CrossProducts, at: ReducedModel) -> SecondOrderTerms:
    """Return the second-order terms at the variances for which the model was reduced."""
    cells, indicators = len(at.trailing_products), table.trailing_indicators
    maps = at.trailing_map @ indicators, at.trailing_map
    projected = at.products[:cells] @ at.residual_weights
    scores = indicators @ (projected @ indicators), projected
    traces, squares = np.zeros((4, 4)), np.zeros((4, 4))
    traces[:2, :2], squares[:2, :2] = _leading_terms(table, at)
    traces[:2, 2:], squares[:2, 2:] = _mixed_terms(at, maps, scores)
    traces[2:, 2:], squares[2:, 2:] = _trailing_terms(at, indicators, scores)
    traces[2:, :2], squares[2:, :2] = traces[:2, 2:].T, squares[:2, 2:].T
    return SecondOrderTerms(traces, squares, _covariance_gradients(at, indicators))


def _leading_terms(table: CrossProducts, at: ReducedModel) -> Pair:
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
    own_traces = [block_sums.sum(axis=1) ** 2, (block_sums**2).sum(axis=1), (blocks**2).sum(axis=(1, 2))]
    weighted = table.weighted_products(*weights)
    projected = [inverse @ each[:-1, :-1] for each in at.term_products]
    leading_scores = [(each @ at.residual_weights)[:-1] for each in at.term_products]
    pairs = ((0, 0), (0, 1), (1, 1))
    traces = [
        float(table.pattern_counts @ own)
        - 2 * np.vdot(inverse, inner[:-1, :-1])
        + np.vdot(projected[a], projected[b].T)
        for own, inner, (a, b) in zip(own_traces, weighted, pairs, strict=True)
    ]
    squares = [
        float(at.residual_weights @ inner @ at.residual_weights - leading_scores[a] @ inverse @ leading_scores[b])
        for inner, (a, b) in zip(weighted, pairs, strict=True)
    ]
    return _symmetric(traces), _symmetric(squares)


def _symmetric(three: Sequence[float | np.floating]) -> Float64Array:
    first, mixed, second = three
    return np.array([[first, mixed], [mixed, second]])


def _mixed_terms(at: ReducedModel, maps: Pair, scores: Pair) -> Pair:
    """Return traces and squares `(2, 2)` of a leading term (row) and a trailing one (column)."""
    leading_scores = [(each @ at.residual_weights)[:-1] for each in at.term_products]
    traces = [[np.vdot(side, each[:-1, :-1] @ side) for side in maps] for each in at.term_products]
    squares = [[leading @ maps[1] @ score for score in scores] for leading in leading_scores]
    return np.array(traces), np.array(squares)


def _trailing_terms(at: ReducedModel, indicators: Float64Array, scores: Pair) -> Pair:
    """Return traces and squares `(2, 2)` of the trailing factor's terms."""
    half = indicators.T @ at.trailing_products
    sides = half @ indicators, half, at.trailing_products
    squares = [[one @ at.trailing_products @ other for other in scores] for one in scores]
    return _symmetric([float(np.vdot(each, each)) for each in sides]), np.array(squares)


def _covariance_gradients(at: ReducedModel, indicators: Float64Array) -> Float64Array:
    cells = len(at.trailing_products)
    fixed = at.inverse[cells:]
    projected = fixed @ at.products[:-1, :cells]
    by_level = projected @ indicators
    leading = [fixed @ each[:-1, :-1] @ fixed.T for each in at.term_products]
    return np.array([*leading, by_level @ by_level.T, projected @ projected.T])
