"""Small whole numbers that stand for labels: cheaper to count than to sort."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.intp]


def levels(codes: Codes) -> int:
    """Return how many different codes `(n,)` there are."""
    return int(np.count_nonzero(np.bincount(codes)))


def dense(codes: Codes) -> Codes:
    """Return the codes `(n,)` counted anew without gaps, in the same order."""
    places = np.cumsum(np.bincount(codes) > 0) - 1
    return np.asarray(places[codes])
