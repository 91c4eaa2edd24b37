"""Distances over a surface, and kernels of them."""

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from renderer.avatar.mesh import geodesic
from tests.renderer.avatar.mesh.grids import quad_grid

SIZE = 6


@pytest.fixture(scope="module")
def grid():
    return quad_grid(SIZE)


def shortest_paths(graph):
    return dijkstra(graph, directed=False)


def test_edges_give_city_block_distances(grid):
    vertices, quads = grid
    distances = shortest_paths(geodesic.quad_graph(vertices, quads, diagonals=False))
    expected = np.abs(vertices[:, None] - vertices).sum(axis=2)
    np.testing.assert_allclose(distances, expected, atol=1e-4)


def test_diagonals_give_octile_distances(grid):
    vertices, quads = grid
    distances = shortest_paths(geodesic.quad_graph(vertices, quads))
    x, y = np.abs(vertices[:, None, :2] - vertices[:, :2]).transpose(2, 0, 1)
    np.testing.assert_allclose(distances, np.maximum(x, y) + (np.sqrt(2) - 1) * np.minimum(x, y), atol=1e-4)


def test_quads_and_their_triangles_share_the_lengths_of_edges(grid):
    vertices, quads = grid
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]).astype(np.int32)
    by_triangles = shortest_paths(geodesic.triangle_graph(vertices, triangles))
    assert (by_triangles >= shortest_paths(geodesic.quad_graph(vertices, quads)) - 1e-6).all()
    assert (by_triangles <= shortest_paths(geodesic.quad_graph(vertices, quads, diagonals=False)) + 1e-4).all()


def test_surfaces_without_contact_are_infinitely_far_apart(grid):
    vertices, quads = grid
    two_layers = np.concatenate([vertices, vertices + np.array([0, 0, 0.1])])
    graph = geodesic.quad_graph(two_layers, np.concatenate([quads, quads + len(vertices)]))
    kernel = geodesic.surface_kernels(graph, [0], 100.0)[0]
    assert (kernel[: len(vertices)] > 0).all()
    assert not kernel[len(vertices) :].any()


def test_kernels_are_wendlands_function_of_the_distance(grid):
    vertices, quads = grid
    graph = geodesic.quad_graph(vertices, quads, diagonals=False)
    kernels = geodesic.surface_kernels(graph, [0, 7], np.array([4.0, 9.0]))
    for kernel, vertex, reach in zip(kernels, (0, 7), (4.0, 9.0), strict=True):
        ratio = np.abs(vertices - vertices[vertex]).sum(axis=1) / reach
        expected = [(1 - r) ** 4 * (4 * r + 1) if r < 1 else 0.0 for r in ratio]
        np.testing.assert_allclose(kernel, expected, atol=1e-4)


def test_interpolating_fields_are_1_at_their_own_vertex_and_0_at_the_others(grid):
    vertices, quads = grid
    centres = [0, 9, 20, 41]
    kernels = geodesic.surface_kernels(geodesic.quad_graph(vertices, quads), centres, 5.0)
    fields = geodesic.interpolating_fields(kernels, centres)
    np.testing.assert_allclose(fields[:, centres], np.eye(4), atol=1e-12)
