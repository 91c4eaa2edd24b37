"""Meshes of quads: cut, refined by one Catmull-Clark step as a sparse matrix, and turned into triangles."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from face.arrays import BoolArray, Float64Array, IntArray

Faces = IntArray
Matrix = sparse.csr_array


def compact_quads(quads: Faces) -> tuple[IntArray, Faces]:
    """Return the vertices that `quads` `(F, 4)` use, in rising order, and the quads as indices into them."""
    used, inverse = np.unique(quads, return_inverse=True)
    return used, inverse.reshape(quads.shape)


def catmull_clark(quads: Faces, count: int) -> tuple[Matrix, Faces]:
    """Return one Catmull-Clark step for `quads` `(F, 4)` on `count` vertices.

    Returns
    -------
    matrix
        `(count + E + F, count)`; times the old positions it gives the new ones: vertices, edges, faces in this order.
    quads
        `(4 F, 4)`, the refined faces.

    References
    ----------
    Catmull & Clark (1978); borders follow the cubic B-spline rule.
    """
    edges, quad_edges, edge_uses = _edges(quads)
    is_border = edge_uses == 1
    face_points = _mean_matrix(quads, count)
    edge_middle = _mean_matrix(edges, count)
    edge_faces = sparse.csr_array(
        (np.ones(quad_edges.size), (quad_edges.ravel(), np.repeat(np.arange(len(quads)), 4))),
        shape=(len(edges), len(quads)),
    )
    neighbour_face_mean = sparse.diags_array(1.0 / np.maximum(edge_uses, 1)) @ edge_faces @ face_points
    edge_points = _blend(edge_middle, 0.5 * (edge_middle + neighbour_face_mean), ~is_border)
    vertex_points = _vertex_points(quads, edges, is_border, face_points, count)
    matrix = sparse.vstack([vertex_points, edge_points, face_points]).tocsr()
    return matrix, _split_quads(quads, quad_edges, count, len(edges))


def neighbour_average(quads: Faces, count: int) -> Matrix:
    """Return the matrix `(count, count)` that replaces each vertex by the mean of those it shares a quad with."""
    corners = _incidence(quads, count)
    shared = sparse.csr_array(corners @ corners.T)
    shared.setdiag(0)
    shared.data[:] = shared.data > 0
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(np.asarray(shared.sum(axis=1)).ravel(), 1)) @ shared)


def triangulate(quads: Faces, positions: Float64Array) -> NDArray[np.int32]:
    """Return `quads` as triangles, each cut along its shorter diagonal."""
    a, b, c, d = (positions[quads[:, k]] for k in range(4))
    use_other_diagonal = np.linalg.norm(a - c, axis=1) > np.linalg.norm(b - d, axis=1) + 1e-9
    rotated = np.where(use_other_diagonal[:, None], np.roll(quads, -1, axis=1), quads)
    halves = np.concatenate([rotated[:, [0, 1, 2]], rotated[:, [0, 2, 3]]])
    is_degenerate = (halves[:, 0] == halves[:, 1]) | (halves[:, 1] == halves[:, 2]) | (halves[:, 2] == halves[:, 0])
    return np.asarray(halves[~is_degenerate], np.int32)


def vertex_normals(positions: Float64Array, faces: NDArray[np.int32]) -> Float64Array:
    """Return unit vertex normals `(V, 3)`, weighted by area."""
    a, b, c = (positions[faces[:, k]] for k in range(3))
    face_normals = np.cross(b - a, c - a)
    result = np.zeros_like(positions)
    for corner in range(3):
        np.add.at(result, faces[:, corner], face_normals)
    return np.asarray(result / np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-12))


def _edges(quads: Faces) -> tuple[Faces, Faces, IntArray]:
    quad_sides = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    edges, quad_edges, edge_uses = np.unique(
        np.sort(quad_sides, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    return edges, quad_edges.reshape(quads.shape), edge_uses


def _mean_matrix(corners: Faces, count: int) -> Matrix:
    rows = np.repeat(np.arange(len(corners)), corners.shape[1])
    weights = np.full(corners.size, 1.0 / corners.shape[1])
    return sparse.csr_array((weights, (rows, corners.ravel())), shape=(len(corners), count))


def _blend(where_false: Matrix, where_true: Matrix, mask: BoolArray) -> Matrix:
    weights = mask.astype(float)
    return sparse.csr_array(sparse.diags_array(weights) @ where_true + sparse.diags_array(1 - weights) @ where_false)


def _vertex_points(quads: Faces, edges: Faces, is_border: BoolArray, face_points: Matrix, count: int) -> Matrix:
    to_faces = _incidence(quads, count)
    to_edges = _incidence(edges, count)
    valence = np.asarray(to_edges.sum(axis=1)).ravel()
    face_mean = sparse.diags_array(1 / np.maximum(np.asarray(to_faces.sum(axis=1)).ravel(), 1)) @ to_faces @ face_points
    edge_mean = sparse.diags_array(1 / np.maximum(valence, 1)) @ to_edges @ _mean_matrix(edges, count)
    identity = sparse.eye_array(count)
    inverse = 1 / np.maximum(valence, 3)
    inner_rule = (
        sparse.diags_array(inverse) @ (face_mean + 2 * edge_mean) + sparse.diags_array(1 - 3 * inverse) @ identity
    )
    border_edges = _incidence(edges[is_border], count)
    border_rule = 0.25 * (border_edges @ _mean_matrix(edges[is_border], count)) + 0.5 * identity
    return _blend(inner_rule.tocsr(), border_rule.tocsr(), np.asarray(border_edges.sum(axis=1)).ravel() == 2)


def _incidence(corners: Faces, count: int) -> Matrix:
    columns = np.repeat(np.arange(len(corners)), corners.shape[1])
    return sparse.csr_array((np.ones(corners.size), (corners.ravel(), columns)), shape=(count, len(corners)))


def _split_quads(quads: Faces, quad_edges: Faces, count: int, edge_count: int) -> Faces:
    centre = count + edge_count + np.arange(len(quads))
    next_edge = count + quad_edges
    previous_edge = np.roll(next_edge, 1, axis=1)
    return np.concatenate(
        [np.stack([quads[:, k], next_edge[:, k], centre, previous_edge[:, k]], axis=1) for k in range(4)]
    )
