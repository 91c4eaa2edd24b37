"""Makes the surface of a mesh from anywhere whole: split vertices are one again, and every triangle faces outwards."""

from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from face.arrays import BoolArray, Float32Array, Int32Array, IntArray

MERGE_DISTANCE: Final = 1e-3
"""Vertices on the same grid point of this size are one vertex that an exporter split, mm."""


def merge_equal_vertices(vertices: Float32Array) -> IntArray:
    """Return for each of the vertices `(V, 3)` mm the number `(V,)` of the first one in the same place."""
    places = np.round(vertices.astype(np.float64) / MERGE_DISTANCE)
    _, first, place = np.unique(places, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[place.reshape(-1)], np.int64)


def faces_to_turn(vertices: Float32Array, faces: Int32Array) -> BoolArray:
    """Return which triangles must be reversed so that all run anticlockwise seen from outside, `(F,)`.

    Neighbours at an edge are made to agree first; then each connected piece is turned as a whole so that it encloses a
    positive volume, an open one as seen from the middle of the mesh. A piece that has no two sides, as a Möbius strip,
    is left as it is.

    Parameters
    ----------
    vertices
        `(V, 3)` mm.
    faces
        `(F, 3)`, indices of merged vertices (`merge_equal_vertices`).
    """
    piece, is_reversed, has_sides = _agreeing_pieces(faces)
    a, b, c = (vertices[corner].astype(np.float64) - vertices.mean(axis=0, dtype=np.float64) for corner in faces.T)
    volumes = np.einsum("fi,fi->f", a, np.cross(b, c))
    piece_volumes = np.bincount(piece, np.where(is_reversed, -volumes, volumes), minlength=len(piece))
    return np.asarray((is_reversed ^ (piece_volumes[piece] < 0)) & has_sides)


def _agreeing_pieces(faces: Int32Array) -> tuple[IntArray, BoolArray, BoolArray]:
    """Return for each triangle its piece, whether it disagrees with the piece's first, and whether the piece has sides.

    Each triangle stands in a graph twice, as it is and reversed, and neighbours are joined as they agree. The two are
    in different components of the graph unless the piece has no two sides.
    """
    count = len(faces)
    left, right, agrees = _neighbours(faces)
    other = np.where(agrees, right, right + count)
    ends = np.concatenate([other, np.where(agrees, right + count, right)])
    starts = np.concatenate([left, left + count])
    graph = sparse.coo_matrix((np.ones(len(starts), np.int8), (starts, ends)), (2 * count, 2 * count))
    label = csgraph.connected_components(graph, directed=False)[1].astype(np.int64)
    as_is, reversed_label = label[:count], label[count:]
    piece = np.unique(np.minimum(as_is, reversed_label), return_inverse=True)[1].reshape(-1)
    return piece, np.asarray(as_is > reversed_label), np.asarray(as_is != reversed_label)


def _neighbours(faces: Int32Array) -> tuple[IntArray, IntArray, BoolArray]:
    """Return pairs of triangles at the edges that exactly two share, and whether both run the same way round.

    Two that do pass their common edge in opposite directions.
    """
    starts, ends = faces.ravel().astype(np.int64), np.roll(faces, -1, axis=1).ravel().astype(np.int64)
    edge = np.minimum(starts, ends) * (faces.max(initial=0) + 1) + np.maximum(starts, ends)
    order = np.argsort(edge, kind="stable")
    _, first, uses = np.unique(edge[order], return_index=True, return_counts=True)
    one, two = order[first[uses == 2]], order[first[uses == 2] + 1]
    return one // 3, two // 3, np.asarray(starts[one] != starts[two])
