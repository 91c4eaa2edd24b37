"""Rater means: what the classical tests look at."""

import numpy as np
from numpy.typing import NDArray

from analysis.ratings import Ratings

DECIMALS = 9
"""Means are rounded to this many decimals, so that equal ones are equal in spite of floating point."""


def rater_means(ratings: Ratings) -> NDArray[np.float64]:
    """Return the mean rating per rater and condition `(raters, conditions)`, NaN where a rater met none."""
    shape = (len(ratings.raters), len(ratings.conditions))
    cell = ratings.rater * shape[1] + ratings.condition
    counts = np.bincount(cell, minlength=shape[0] * shape[1])
    sums = np.bincount(cell, ratings.rating, minlength=shape[0] * shape[1])
    means = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
    return np.asarray(means.round(DECIMALS).reshape(shape))


def complete(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rows without NaN: the raters who met every condition."""
    return means[np.isfinite(means).all(axis=1)]
