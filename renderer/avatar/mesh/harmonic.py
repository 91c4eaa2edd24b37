"""Interpolation over a surface: functions with given values at some vertices, as smooth as possible between them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import spsolve

from face.arrays import BoolArray, Float64Array, IntArray

Triangles = NDArray[np.int32]

MIN_WEIGHT: Final = 1e-3
"""The least weight of an edge. Positive weights keep interpolated values between the given ones."""
ITERATIONS: Final = 5
MIN_SLOPE: Final = 0.05
"""Added to relative slopes, so that edges without a slope keep some weight."""


def cotangent_weights(vertices: Float64Array, faces: Triangles) -> tuple[IntArray, Float64Array]:
    """Return the edges `(E, 2)` of a surface of triangles and their weights `(E,)` in its Laplacian.

    References
    ----------
    Pinkall & Polthier (1993), cotangent weights; those below `MIN_WEIGHT` are raised to it.
    """
    edges, weights = [], []
    for corner in range(3):
        apex, start, end = (faces[:, (corner + step) % 3] for step in range(3))
        a, b = vertices[start] - vertices[apex], vertices[end] - vertices[apex]
        double_area = np.linalg.norm(np.cross(a, b), axis=1)
        weights.append(np.einsum("fc,fc->f", a, b) / np.maximum(double_area, 1e-9) / 2)
        edges.append(np.sort(np.stack([start, end], axis=1), axis=1))
    unique_edges, edge_index = np.unique(np.concatenate(edges), axis=0, return_inverse=True)
    total = np.bincount(edge_index.ravel(), np.concatenate(weights), len(unique_edges))
    return unique_edges.astype(np.int64), np.maximum(total, MIN_WEIGHT)


def laplacian(edges: IntArray, weights: Float64Array, vertex_count: int) -> sparse.csr_array:
    """Return the `(vertex_count, vertex_count)` Laplacian of a graph with weighted edges."""
    one_way = sparse.csr_array((weights, (edges[:, 0], edges[:, 1])), shape=(vertex_count, vertex_count))
    adjacency = one_way + one_way.T
    return sparse.csr_array(sparse.diags_array(np.asarray(adjacency.sum(axis=1)).ravel()) - adjacency)


def interpolate_harmonic(matrix: sparse.csr_array, known: BoolArray, values: Float64Array) -> Float64Array:
    """Return `values` `(n,)` where `known`; elsewhere such that the Laplacian `matrix` times the result is 0."""
    unknown = np.flatnonzero(~known)
    result = values.copy()
    right_side = -(matrix[unknown][:, np.flatnonzero(known)] @ values[known])
    result[unknown] = spsolve(matrix[unknown][:, unknown].tocsc(), right_side)
    return result


def interpolate_p_harmonic(
    vertices: Float64Array, faces: Triangles, known: BoolArray, values: Float64Array, *, power: float
) -> Float64Array:
    """Return the function between the known values that minimises the sum of its slopes to the `power`.

    With `power` 2 it is harmonic. The higher the power, the more the steepest slope counts, and the more even the slope
    becomes. The solution is found by iteratively reweighted least squares.
    """
    edges, weights = cotangent_weights(vertices, faces)
    lengths = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
    result = interpolate_harmonic(laplacian(edges, weights, len(vertices)), known, values)
    for _ in range(ITERATIONS if power > 2 else 0):
        slopes = np.abs(result[edges[:, 0]] - result[edges[:, 1]]) / np.maximum(lengths, 1e-6)
        slope_weights = weights * (slopes / slopes.max() + MIN_SLOPE) ** (power - 2)
        result = interpolate_harmonic(laplacian(edges, slope_weights, len(vertices)), known, values)
    return result
