"""Distances over a surface: edge graphs for shortest paths, and kernels that fall off with the distance."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from face.arrays import Float64Array, IntArray

MIN_LENGTH = 1e-6
"""Added to each edge's length, mm: a graph takes 0 for no edge."""


def triangle_graph(vertices: NDArray[np.floating], faces: NDArray[np.int32]) -> sparse.csr_array:
    """Return the lengths of the edges of triangles `faces` `(f, 3)`, each edge once: `(v, v)` mm."""
    pairs = np.concatenate([faces[:, [k, (k + 1) % 3]] for k in range(3)])
    return _edge_lengths(vertices, pairs)


def quad_graph(vertices: Float64Array, quads: IntArray, *, diagonals: bool = True) -> sparse.csr_array:
    """Return the lengths of the edges, and diagonals, of `quads` `(q, 4)`, in both directions: `(v, v)` mm."""
    a, b, c, d = quads.T
    crossing = ((a, c), (b, d)) if diagonals else ()
    pairs = np.concatenate([np.stack(pair, axis=1) for pair in ((a, b), (b, c), (c, d), (d, a), *crossing)])
    one_way = _edge_lengths(vertices, pairs)
    return sparse.csr_array(one_way + one_way.T)


def _edge_lengths(vertices: NDArray[np.floating], pairs: NDArray[np.integer]) -> sparse.csr_array:
    edges = np.unique(np.sort(pairs, axis=1), axis=0)
    lengths = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1) + MIN_LENGTH
    return sparse.csr_array((lengths, (edges[:, 0], edges[:, 1])), shape=(len(vertices), len(vertices)))


def surface_kernels(
    graph: sparse.csr_array, vertices: IntArray | list[int], reach: float | Float64Array
) -> Float64Array:
    """Return a kernel of the distance over the surface around each of some `vertices`, `(n, v)`.

    It is 1 at the vertex and 0 from `reach` (a number, or `(n,)`) mm on.

    References
    ----------
    Wendland (1995), the function C2 for three dimensions.
    """
    limits = np.broadcast_to(np.asarray(reach, np.float64), len(vertices))
    distance = dijkstra(graph, directed=False, indices=vertices, limit=float(limits.max()))
    ratio = np.clip(distance / limits[:, None], 0, 1)
    return np.asarray((1 - ratio) ** 4 * (4 * ratio + 1))


def interpolating_fields(kernels: Float64Array, vertices: IntArray | list[int]) -> Float64Array:
    """Combine `kernels` `(n, v)` around `vertices` so that each is 1 at its own vertex and 0 at the others."""
    return np.asarray(np.linalg.solve(kernels[:, vertices], kernels))
