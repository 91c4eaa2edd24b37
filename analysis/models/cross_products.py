"""What a crossed mixed model needs to know of the ratings: counts and sums per rater, clip and condition."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.ratings import Ratings, renumber_levels
from face.arrays import Float64Array, IntArray

MOST_PRODUCTS = 20_000_000
WORTH = 10
"""Products per pattern are kept where they stand for at least so many times as many levels."""


@dataclass(frozen=True, eq=False)
class CrossProducts:
    """Cross products of the design, with the factor of more levels leading.

    With `L` leading and `T` trailing levels and `C` conditions, the columns `m` are the `T * C` indicators of a
    trailing level in a condition, the `C` indicators of a condition, and the rating itself.

    Attributes
    ----------
    counts
        `(L, C)` ratings of each leading level in each condition.
    leading
        `(L, C, m)`: per leading level, its indicators of conditions times the columns.
    columns
        `(m, m)` products of the columns.
    names
        The leading and the trailing factor: "rater" and "clip", or the other way round.
    """

    counts: Float64Array
    leading: Float64Array
    columns: Float64Array
    names: tuple[str, str]
    n: int
    centre: float

    @property
    def by_trailing(self) -> tuple[Float64Array, Float64Array]:
        """Counts and sums of the ratings of each trailing level in each condition `(T, C)`."""
        cells = self.trailing * self.conditions
        parts = np.diag(self.columns)[:cells], self.columns[:cells, -1]
        counts, sums = (part.reshape(self.trailing, self.conditions) for part in parts)
        return counts, sums

    @cached_property
    def patterns(self) -> tuple[Float64Array, IntArray]:
        """The distinct rows of `counts` `(g, C)`, and which of them each leading level `(L,)` has."""
        rows, which = np.unique(self.counts, axis=0, return_inverse=True)
        return rows, which.reshape(-1)

    @cached_property
    def often(self) -> IntArray:
        """How many leading levels have each pattern `(g,)`."""
        return np.bincount(self.patterns[1])

    @cached_property
    def grams(self) -> Float64Array | None:
        """Products of `leading` per pattern `(g * C * C, m * m)`, summed over levels; None if there are too many."""
        rows, which = self.patterns
        c, m = self.leading.shape[1:]
        if len(rows) * (c * m) ** 2 > MOST_PRODUCTS or len(rows) * c * WORTH > len(which):
            return None
        flat = self.leading.reshape(len(which), c * m)
        parts = (flat[which == row] for row in range(len(rows))) if len(rows) > 1 else (flat,)
        products = (part.T @ part for part in parts)
        return np.stack([each.reshape(c, m, c, m).transpose(0, 2, 1, 3) for each in products]).reshape(-1, m * m)

    @cached_property
    def merge(self) -> Float64Array:
        """Which trailing level `(T,)` each of its indicators `(T * C,)` belongs to, by ones `(T * C, T)`."""
        return np.repeat(np.eye(self.trailing), self.conditions, axis=0)

    def weighted(self, *weights: Float64Array) -> Float64Array:
        """Return sums over leading levels of leading' W leading `(…, m, m)`, each W `(g, C, C)` by the level's pattern.

        Several at once read the products only once.
        """
        m = self.leading.shape[2]
        if self.grams is not None:
            return (np.stack(weights).reshape(len(weights), -1) @ self.grams).reshape(-1, m, m)
        passed = (each[self.patterns[1]] @ self.leading for each in weights)
        return np.stack([self.leading.reshape(-1, m).T @ each.reshape(-1, m) for each in passed])

    @property
    def conditions(self) -> int:
        """How many conditions there are, C."""
        return int(self.counts.shape[1])

    @property
    def trailing(self) -> int:
        """How many levels the trailing factor has, T."""
        return int(self.leading.shape[2]) // self.conditions - 1


def cross_products(ratings: Ratings) -> CrossProducts:
    """Tabulate the ratings of one region; levels and conditions without ratings are left out.

    Ratings are centred by their mean, for the sake of precision.
    """
    rater, clip, condition = (renumber_levels(code) for code in (ratings.rater, ratings.clip, ratings.condition))
    names = ("rater", "clip") if rater.max() >= clip.max() else ("clip", "rater")
    first, second = (rater, clip) if names[0] == "rater" else (clip, rater)
    shape = (first.max() + 1, second.max() + 1, condition.max() + 1)
    cell = np.ravel_multi_index((first, second, condition), shape)
    centre = float(ratings.rating.mean())
    rating = ratings.rating - centre
    counts = np.bincount(cell, minlength=np.prod(shape)).reshape(shape).astype(float)
    sums = np.bincount(cell, rating, minlength=np.prod(shape)).reshape(shape)
    columns = _columns(counts, sums, float(rating @ rating))
    return CrossProducts(counts.sum(axis=1), _leading(counts, sums), columns, names, len(rating), centre)


def _leading(counts: Float64Array, sums: Float64Array) -> Float64Array:
    """Return `(L, C, m)`; an indicator of condition c meets only columns of condition c."""
    levels, _, conditions = counts.shape
    same = np.eye(conditions)
    by_trailing = (counts.transpose(0, 2, 1)[..., None] * same[:, None, :]).reshape(levels, conditions, -1)
    by_condition = counts.sum(axis=1)[..., None] * same
    return np.concatenate([by_trailing, by_condition, sums.sum(axis=1)[..., None]], axis=2)


def _columns(counts: Float64Array, sums: Float64Array, square: float) -> Float64Array:
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
