"""Ranks, equal values sharing the mean of theirs."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def midranks(values: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the ranks of `values` `(n,)` from 1 up, and how often each distinct value occurs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place], counts


def row_ranks(values: Floats) -> Floats:
    """Return the ranks from 1 up within each row of `values` `(n, k)`."""
    below = (values[:, None, :] < values[:, :, None]).sum(axis=2)
    same = (values[:, None, :] == values[:, :, None]).sum(axis=2)
    return np.asarray(below + (same + 1) / 2)
