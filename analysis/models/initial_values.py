"""Where the climb to the highest restricted likelihood starts: at the estimates by analysis of variance.

For complete ratings these are the top itself, if all of them are above 0; for others they are often near it.
Source: Searle, Casella & McCulloch, Variance Components (1992), ch. 4.
"""

import numpy as np

from analysis.models.cross_products import CrossProducts
from face.arrays import BoolArray, Float64Array

ELSEWHERE = 0.3
"""Where a variance starts that cannot be estimated so."""
FARTHEST = 100.0


def initial_variances(table: CrossProducts, free: BoolArray) -> Float64Array:
    """Return the relative variances `(4,)` to start from, 0 where not `free`."""
    factors = (table.counts, table.leading[:, :, -1]), table.by_trailing
    elsewhere = np.where(free, ELSEWHERE, 0.0)
    if any((counts == 0).any() for counts, _ in factors):
        return elsewhere
    squares, degrees = np.hstack([_squares(*factor) for factor in factors])
    within = table.columns[-1, -1] - (factors[0][1].sum(axis=0) ** 2 / table.counts.sum(axis=0)).sum()
    left = table.n - table.conditions - degrees @ free
    error = (within - squares @ free) / left if left > 0 else 0.0
    if error <= 0:
        return elsewhere
    means = squares / np.maximum(degrees, 1)
    below = np.where(free[[1, 1, 3, 3]], means[[1, 1, 3, 3]], error)
    below[[1, 3]] = error
    size = [number * counts.mean() for counts, _ in factors for number in (table.conditions, 1)]
    rho = (means - below) / (error * np.array(size))
    return np.where(free & (rho > 0), np.minimum(rho, FARTHEST), elsewhere)


def _squares(counts: Float64Array, sums: Float64Array) -> Float64Array:
    """Return the sums of squares of levels and of levels by condition, and their degrees of freedom `(2, 2)`."""
    means = sums / counts - sums.sum(axis=0) / counts.sum(axis=0)
    often, (levels, conditions) = counts.sum(axis=1), counts.shape
    by_level = (counts * means).sum(axis=1) / often
    squares = often @ by_level**2, (counts * (means - by_level[:, None]) ** 2).sum()
    return np.array([squares, (levels - 1, (levels - 1) * (conditions - 1))])
