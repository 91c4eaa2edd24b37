import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.avatar.mesh import subdivision

CUBE = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
SIDES = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def grid(n):
    """Return a flat n by n sheet of quads in the plane z = 0."""
    x, y = np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0), indexing="ij")
    i, j = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    here = i * (n + 1) + j
    return np.stack([x, y, 0 * x], -1).reshape(-1, 3), np.stack([here, here + n + 1, here + n + 2, here + 1], 1)


def test_refining_a_cube_gives_the_known_points():
    matrix, quads = subdivision.catmull_clark(SIDES, 8)
    fine = matrix @ CUBE
    assert quads.shape == (24, 4)
    np.testing.assert_allclose(fine[0], CUBE[0] * 5 / 9)  # Catmull & Clark: (F + 2 R) / 3
    np.testing.assert_allclose(np.abs(fine[8:20]).max(axis=1), 0.75)
    np.testing.assert_allclose(np.sort(np.abs(fine[20:]), axis=1), [[0, 0, 1]] * 6)


@given(st.integers(2, 6))
def test_rows_are_means_and_a_flat_sheet_keeps_its_area(n):
    points, quads = grid(n)
    matrix, fine = subdivision.catmull_clark(quads, len(points))
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    moved = matrix @ points
    faces = subdivision.triangulate(fine, moved)
    areas = np.cross(moved[faces[:, 1]] - moved[faces[:, 0]], moved[faces[:, 2]] - moved[faces[:, 0]])[:, 2] / 2
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(n * n, abs=0.5)  # only the four corners are rounded


def test_a_quad_is_cut_along_its_shorter_diagonal():
    points = np.array([[0, 0, 0], [1, 0, 0], [3, 3, 0], [0, 1, 0]], float)
    faces = subdivision.triangulate(np.array([[0, 1, 2, 3]]), points)
    assert all({1, 3} <= set(face) for face in faces.tolist())


def test_a_triangle_given_as_a_quad_stays_one_triangle():
    points = np.eye(3)
    assert subdivision.triangulate(np.array([[0, 1, 2, 2]]), points).tolist() == [[0, 1, 2]]


def test_normals_of_a_cube_point_away_from_its_middle():
    faces = subdivision.triangulate(SIDES, CUBE)
    assert (np.sign((subdivision.vertex_normals(CUBE, faces) * CUBE).sum(axis=1)) == 1).all()


def test_compact_renumbers_what_is_used():
    used, quads = subdivision.compact_quads(np.array([[7, 3, 9, 4]]))
    assert used.tolist() == [3, 4, 7, 9]
    assert quads.tolist() == [[2, 0, 3, 1]]
