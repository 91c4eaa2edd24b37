"""Initial values of the search for the highest restricted likelihood: the analysis-of-variance estimates.

For complete ratings these are the optimum itself if all of them are above 0; for others they are often near it.
Source: Searle, Casella & McCulloch, Variance Components (1992), ch. 4.
"""

from typing import Final

import numpy as np

from analysis.models.cross_products import CrossProducts
from face.arrays import BoolArray, Float64Array

DEFAULT_RHO: Final = 0.3
"""The initial relative variance where there is no estimate."""
MAX_RHO: Final = 100.0


def initial_variances(table: CrossProducts, free: BoolArray) -> Float64Array:
    """Return the initial relative variances `(4,)`, 0 where not `free` `(4,)`."""
    factors = (table.counts, table.leading_products[:, :, -1]), table.trailing_cells
    default = np.where(free, DEFAULT_RHO, 0.0)
    if any((counts == 0).any() for counts, _ in factors):
        return default
    squares, degrees = np.hstack([_sums_of_squares(*factor) for factor in factors])
    within = table.column_products[-1, -1] - (factors[0][1].sum(axis=0) ** 2 / table.counts.sum(axis=0)).sum()
    residual_df = table.n_ratings - table.n_conditions - degrees @ free
    residual = (within - squares @ free) / residual_df if residual_df > 0 else 0.0
    if residual <= 0:
        return default
    mean_squares = squares / np.maximum(degrees, 1)
    denominators = np.where(free[[1, 1, 3, 3]], mean_squares[[1, 1, 3, 3]], residual)
    denominators[[1, 3]] = residual
    size = [number * counts.mean() for counts, _ in factors for number in (table.n_conditions, 1)]
    rho = (mean_squares - denominators) / (residual * np.array(size))
    return np.where(free & (rho > 0), np.minimum(rho, MAX_RHO), default)


def _sums_of_squares(counts: Float64Array, sums: Float64Array) -> Float64Array:
    """Return the sums of squares of levels and of levels by condition, and their degrees of freedom `(2, 2)`.

    `counts` and `sums` of the ratings are `(levels, conditions)`.
    """
    means = sums / counts - sums.sum(axis=0) / counts.sum(axis=0)
    level_counts, (levels, conditions) = counts.sum(axis=1), counts.shape
    level_means = (counts * means).sum(axis=1) / level_counts
    squares = level_counts @ level_means**2, (counts * (means - level_means[:, None]) ** 2).sum()
    return np.array([squares, (levels - 1, (levels - 1) * (conditions - 1))])
