"""The sufficient statistics of a crossed mixed model: cross products of its design matrices and the ratings."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from analysis.ratings import Ratings, renumber_levels
from face.arrays import Float64Array, IntArray

MAX_PRODUCTS: Final = 20_000_000
MIN_LEVELS_PER_PRODUCT: Final = 10
"""Products per pattern are stored only where they stand for at least this many times as many levels."""


@dataclass(frozen=True, eq=False)
class CrossProducts:
    """Cross products of the design, with the factor of more levels leading.

    With `L` leading and `T` trailing levels and `C` conditions, the columns `m` are the `T * C` indicators of a
    trailing level in a condition, the `C` indicators of a condition, and the rating itself.

    Attributes
    ----------
    counts
        `(L, C)` number of ratings of each leading level in each condition.
    leading_products
        `(L, C, m)`: per leading level, its indicators of conditions times the columns.
    column_products
        `(m, m)` products of the columns.
    factor_names
        The leading and the trailing factor: "rater" and "clip", or the other way round.
    n_ratings
        The number of ratings.
    centre
        The mean rating in points, which was subtracted from the ratings for numerical precision.
    """

    counts: Float64Array
    leading_products: Float64Array
    column_products: Float64Array
    factor_names: tuple[str, str]
    n_ratings: int
    centre: float

    @property
    def trailing_cells(self) -> tuple[Float64Array, Float64Array]:
        """Counts and sums of the ratings of each trailing level in each condition `(T, C)`."""
        cells = self.n_trailing * self.n_conditions
        parts = np.diag(self.column_products)[:cells], self.column_products[:cells, -1]
        counts, sums = (part.reshape(self.n_trailing, self.n_conditions) for part in parts)
        return counts, sums

    @cached_property
    def patterns(self) -> tuple[Float64Array, IntArray]:
        """The distinct rows of `counts` `(g, C)`, and the row of each leading level `(L,)`."""
        rows, which = np.unique(self.counts, axis=0, return_inverse=True)
        return rows, which.reshape(-1)

    @cached_property
    def pattern_counts(self) -> IntArray:
        """The number of leading levels with each pattern `(g,)`."""
        return np.bincount(self.patterns[1])

    @cached_property
    def pattern_products(self) -> Float64Array | None:
        """Products of `leading_products` per pattern `(g * C * C, m * m)`, summed over levels; None if too many."""
        rows, which = self.patterns
        c, m = self.leading_products.shape[1:]
        if len(rows) * (c * m) ** 2 > MAX_PRODUCTS or len(rows) * c * MIN_LEVELS_PER_PRODUCT > len(which):
            return None
        flat = self.leading_products.reshape(len(which), c * m)
        parts = (flat[which == row] for row in range(len(rows))) if len(rows) > 1 else (flat,)
        products = (part.T @ part for part in parts)
        return np.stack([each.reshape(c, m, c, m).transpose(0, 2, 1, 3) for each in products]).reshape(-1, m * m)

    @cached_property
    def trailing_indicators(self) -> Float64Array:
        """Indicators `(T * C, T)` of the trailing level that each trailing level × condition belongs to."""
        return np.repeat(np.eye(self.n_trailing), self.n_conditions, axis=0)

    def weighted_products(self, *weights: Float64Array) -> Float64Array:
        """Return the sums over leading levels of A' W A `(…, m, m)`, A the level's `leading_products`.

        Each W is `(g, C, C)`, one matrix per pattern. Passing several W reads the products only once.
        """
        leading, m = self.leading_products, self.leading_products.shape[2]
        if self.pattern_products is not None:
            return (np.stack(weights).reshape(len(weights), -1) @ self.pattern_products).reshape(-1, m, m)
        weighted = (each[self.patterns[1]] @ leading for each in weights)
        return np.stack([leading.reshape(-1, m).T @ each.reshape(-1, m) for each in weighted])

    @property
    def n_conditions(self) -> int:
        """The number of conditions, C."""
        return int(self.counts.shape[1])

    @property
    def n_trailing(self) -> int:
        """The number of levels of the trailing factor, T."""
        return int(self.leading_products.shape[2] - 1) // self.n_conditions - 1


def cross_products(ratings: Ratings) -> CrossProducts:
    """Return the cross products of one question's ratings; levels and conditions without ratings are left out."""
    rater, clip, condition = (renumber_levels(code) for code in (ratings.rater, ratings.clip, ratings.condition))
    names = ("rater", "clip") if rater.max() >= clip.max() else ("clip", "rater")
    first, second = (rater, clip) if names[0] == "rater" else (clip, rater)
    shape = (first.max() + 1, second.max() + 1, condition.max() + 1)
    cell = np.ravel_multi_index((first, second, condition), shape)
    centre = float(ratings.rating.mean())
    rating = ratings.rating - centre
    counts = np.bincount(cell, minlength=np.prod(shape)).reshape(shape).astype(float)
    sums = np.bincount(cell, rating, minlength=np.prod(shape)).reshape(shape)
    return CrossProducts(
        counts=counts.sum(axis=1),
        leading_products=_leading_products(counts, sums),
        column_products=_column_products(counts, sums, float(rating @ rating)),
        factor_names=names,
        n_ratings=len(rating),
        centre=centre,
    )


def _leading_products(counts: Float64Array, sums: Float64Array) -> Float64Array:
    """Return `(L, C, m)`; an indicator of condition c meets only columns of condition c."""
    levels, _, conditions = counts.shape
    same = np.eye(conditions)
    by_trailing = (counts.transpose(0, 2, 1)[..., None] * same[:, None, :]).reshape(levels, conditions, -1)
    by_condition = counts.sum(axis=1)[..., None] * same
    return np.concatenate([by_trailing, by_condition, sums.sum(axis=1)[..., None]], axis=2)


def _column_products(counts: Float64Array, sums: Float64Array, square: float) -> Float64Array:
    """Return `(m, m)`: an indicator is 1 or 0, so its products with others are counts."""
    per_cell, per_condition = counts.sum(axis=0), counts.sum(axis=(0, 1))
    trailing, conditions = per_cell.shape
    cells = trailing * conditions
    result = np.zeros((cells + conditions + 1,) * 2)
    result[:cells, :cells] = np.diag(per_cell.ravel())
    result[cells:-1, cells:-1] = np.diag(per_condition)
    result[:cells, cells:-1] = (per_cell[..., None] * np.eye(conditions)).reshape(cells, conditions)
    result[:cells, -1] = sums.sum(axis=0).ravel()
    result[cells:-1, -1] = sums.sum(axis=(0, 1))
    result[-1, -1] = square
    return np.triu(result) + np.triu(result, 1).T
