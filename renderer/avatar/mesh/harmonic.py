"""Functions on a surface with given values here and there: what lies between is spread as evenly as it can be."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import spsolve

from face.arrays import BoolArray, Float64Array, IntArray

Triangles = NDArray[np.int32]

MIN_WEIGHT: Final = 1e-3
"""The least weight of a triangle's side, so that values stay between those given (no side repels)."""
ITERATIONS: Final = 5


def edge_weights(vertices: Float64Array, faces: Triangles) -> tuple[IntArray, Float64Array]:
    """Return the sides `(E, 2)` of a surface's triangles and their weights `(E,)` in its Laplacian.

    References
    ----------
    Pinkall & Polthier (1993), cotangent weights; those below 0 are raised to `LEAST`.
    """
    ends, weights = [], []
    for corner in range(3):
        at, one, other = (faces[:, (corner + step) % 3] for step in range(3))
        a, b = vertices[one] - vertices[at], vertices[other] - vertices[at]
        across = np.linalg.norm(np.cross(a, b), axis=1)
        weights.append(np.einsum("fc,fc->f", a, b) / np.maximum(across, 1e-9) / 2)
        ends.append(np.sort(np.stack([one, other], axis=1), axis=1))
    pairs, which = np.unique(np.concatenate(ends), axis=0, return_inverse=True)
    total = np.bincount(which.ravel(), np.concatenate(weights), len(pairs))
    return pairs.astype(np.int64), np.maximum(total, MIN_WEIGHT)


def laplacian(pairs: IntArray, weights: Float64Array, count: int) -> sparse.csr_array:
    """Return the `(count, count)` matrix of a graph with weighted sides."""
    one_way = sparse.csr_array((weights, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    both = one_way + one_way.T
    return sparse.csr_array(sparse.diags_array(np.asarray(both.sum(axis=1)).ravel()) - both)


def interpolate(matrix: sparse.csr_array, known: BoolArray, values: Float64Array) -> Float64Array:
    """Return `values` `(n,)` where `known`, and elsewhere what makes `matrix` times the result 0."""
    free = np.flatnonzero(~known)
    result = values.copy()
    side = -(matrix[free][:, np.flatnonzero(known)] @ values[known])
    result[free] = spsolve(matrix[free][:, free].tocsc(), side)
    return result


def interpolate_evenly(
    vertices: Float64Array, faces: Triangles, known: BoolArray, values: Float64Array, *, power: float
) -> Float64Array:
    """Return the function between the known values whose slope, raised to `power` and summed, is least.

    With `power` 2 it is harmonic; the higher the power, the more the greatest slope counts, until all slopes are alike.
    """
    pairs, weights = edge_weights(vertices, faces)
    length = np.linalg.norm(vertices[pairs[:, 0]] - vertices[pairs[:, 1]], axis=1)
    result = interpolate(laplacian(pairs, weights, len(vertices)), known, values)
    for _ in range(ITERATIONS if power > 2 else 0):
        slope = np.abs(result[pairs[:, 0]] - result[pairs[:, 1]]) / np.maximum(length, 1e-6)
        heavier = weights * (slope / slope.max() + MIN_SLOPE) ** (power - 2)
        result = interpolate(laplacian(pairs, heavier, len(vertices)), known, values)
    return result


MIN_SLOPE: Final = 0.05
"""Added to the slopes, so that level ground keeps some weight."""
