"""Ties despite floating point: numbers that differ by rounding errors only are made equal once, before any test.

Means of 3, 6 or 7 ratings are no exact binary fractions, so that differences which are equal on paper differ in their
last digits. A test that ranks them, or asks whether they vary at all, would take that for a difference.
"""

from typing import Final

import numpy as np

from face.arrays import Float64Array

RELATIVE_TOLERANCE: Final = 1e-11
"""As a share of the values' range: far above rounding errors, far below any step between means of ratings."""
ROUNDING: Final = 2 * float(np.finfo(float).eps)
"""Rounding errors of a value, as a share of it."""


def tie_tolerance(values: Float64Array) -> float:
    """Return how near two of the finite `values` (any shape), or their differences, must be to count as equal."""
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0
    return float(RELATIVE_TOLERANCE * np.ptp(known) + ROUNDING * np.abs(known).max())


def merge_ties(values: Float64Array, tolerance: float | None = None) -> Float64Array:
    """Return the values (any shape), each replaced by the smallest of those that are equal to it; NaN stay."""
    if not values.size:
        return values
    tolerance = tie_tolerance(values) if tolerance is None else tolerance
    ordered, index = np.unique(values, return_inverse=True)
    starts = np.flatnonzero(np.append(True, ~(np.diff(ordered) <= tolerance)))
    group = np.searchsorted(starts, np.arange(len(ordered)), "right") - 1
    return np.asarray(ordered[starts[group]][index].reshape(values.shape))


def rater_differences(a: Float64Array, b: Float64Array) -> Float64Array:
    """Return a - b of the raters who have both means, `a` and `b` `(raters,)`; equal sizes are exactly equal."""
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    absolute = merge_ties(np.append(np.abs(a - b), 0.0), tie_tolerance(np.append(a, b)))[:-1]
    return np.asarray(np.copysign(absolute, a - b))
