"""Meshes of quads: subdivision, triangles, normals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.avatar.mesh import subdivision
from tests.renderer.avatar.mesh.grids import quad_grid

CUBE_VERTICES = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
CUBE_QUADS = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def test_a_subdivided_cube_has_the_published_points():
    matrix, quads = subdivision.catmull_clark(CUBE_QUADS, 8)
    vertices = matrix @ CUBE_VERTICES
    assert quads.shape == (24, 4)
    np.testing.assert_allclose(vertices[0], CUBE_VERTICES[0] * 5 / 9)  # Catmull & Clark: (F + 2 R) / 3
    np.testing.assert_allclose(np.abs(vertices[8:20]).max(axis=1), 0.75)
    np.testing.assert_allclose(np.sort(np.abs(vertices[20:]), axis=1), [[0, 0, 1]] * 6)


@given(st.integers(2, 6))
def test_subdivision_averages_and_keeps_the_area_of_a_flat_grid(size):
    vertices, quads = quad_grid(size)
    matrix, fine_quads = subdivision.catmull_clark(quads, len(vertices))
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    fine_vertices = matrix @ vertices
    a, b, c = fine_vertices[subdivision.triangulate(fine_quads, fine_vertices)].transpose(1, 0, 2)
    areas = np.cross(b - a, c - a)[:, 2] / 2
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(size * size, abs=0.5)  # only the four corners are rounded


def test_a_quad_is_cut_along_its_shorter_diagonal():
    vertices = np.array([[0, 0, 0], [1, 0, 0], [3, 3, 0], [0, 1, 0]], float)
    faces = subdivision.triangulate(np.array([[0, 1, 2, 3]]), vertices)
    assert all({1, 3} <= set(face) for face in faces.tolist())


def test_a_triangle_given_as_a_quad_stays_one_triangle():
    assert subdivision.triangulate(np.array([[0, 1, 2, 2]]), np.eye(3)).tolist() == [[0, 1, 2]]


def test_normals_of_a_cube_point_outwards():
    faces = subdivision.triangulate(CUBE_QUADS, CUBE_VERTICES)
    normals = subdivision.vertex_normals(CUBE_VERTICES, faces)
    assert ((normals * CUBE_VERTICES).sum(axis=1) > 0).all()


def test_the_neighbour_average_of_a_grids_corner_is_the_mean_of_its_quads_other_corners():
    vertices, quads = quad_grid(3)
    average = subdivision.neighbour_average(quads, len(vertices)) @ vertices
    np.testing.assert_allclose(average[0], [2 / 3, 2 / 3, 0])
    inner = 5
    np.testing.assert_allclose(average[inner], vertices[inner])


def test_compacting_renumbers_the_vertices_in_use():
    used, quads = subdivision.compact_quads(np.array([[7, 3, 9, 4]]))
    assert used.tolist() == [3, 4, 7, 9]
    assert quads.tolist() == [[2, 0, 3, 1]]
