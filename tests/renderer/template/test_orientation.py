import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from renderer.template import orientation
from tests.renderer.ball_avatar import ball
from tests.renderer.template import heads


def turn(faces, which):
    return np.where(which[:, None], faces[:, ::-1], faces)


@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0, 1))
def test_any_disorder_of_a_sphere_is_mended(seed, share):
    vertices, faces = ball(rings=6)
    merged = heads.merged(vertices, faces)
    messy = turn(merged, np.random.default_rng(seed).random(len(merged)) < share)
    mended = turn(messy, orientation.faces_to_turn(vertices, messy))
    np.testing.assert_array_equal(np.roll(mended, 1, axis=1).min(axis=1), merged.min(axis=1))
    assert trimesh.Trimesh(vertices, mended, process=False).volume > 0
    normals = np.cross(*(vertices[mended[:, corner]] - vertices[mended[:, 0]] for corner in (1, 2)))
    assert (np.einsum("fi,fi->f", normals, vertices[mended].mean(axis=1)) > 0).all()


def test_a_mesh_that_is_right_is_left_as_it_is():
    vertices, faces = heads.head()
    assert not orientation.faces_to_turn(vertices, heads.merged(vertices, faces)).any()


def test_separate_pieces_are_turned_each_by_itself():
    vertices, faces = ball(rings=6)
    faces = heads.merged(vertices, faces)
    two = np.concatenate([vertices, vertices + np.float32([500, 0, 0])])
    turned = orientation.faces_to_turn(two, np.concatenate([faces, faces[:, ::-1] + len(vertices)]))
    np.testing.assert_array_equal(turned, np.arange(2 * len(faces)) >= len(faces))


def test_a_mask_faces_forward():
    vertices, faces = heads.head(mask=True, eyes=False)
    assert orientation.faces_to_turn(vertices, faces[:, ::-1]).all()


def test_triangles_that_share_no_vertex_are_turned_away_from_the_middle():
    vertices, faces = ball(rings=6)
    corners = vertices[faces].reshape(-1, 3)
    loose = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    has_area = np.linalg.norm(np.cross(corners[1::3] - corners[::3], corners[2::3] - corners[::3]), axis=1) > 1e-3
    assert orientation.faces_to_turn(corners, loose[has_area, ::-1]).all()


def test_a_strip_without_two_sides_is_left_as_it_is():
    around = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    middle = np.stack([np.cos(around), np.sin(around), 0 * around], axis=1)
    across = np.stack([np.cos(around / 2) * np.cos(around), np.cos(around / 2) * np.sin(around), np.sin(around / 2)], 1)
    vertices = np.float32(np.concatenate([middle - 0.3 * across, middle + 0.3 * across]))
    left, right = np.append(np.arange(12), 12), np.append(np.arange(12, 24), 0)
    faces = np.concatenate(
        [np.stack([left[:-1], left[1:], right[:-1]], axis=1), np.stack([right[:-1], left[1:], right[1:]], axis=1)]
    )
    assert not orientation.faces_to_turn(vertices, faces.astype(np.int32)).any()


@pytest.mark.parametrize("step", [0.0, 1e-4])
def test_split_vertices_are_merged(step):
    vertices = np.float32([[0, 0, 0], [1, 0, 0], [step, 0, 0], [1, 0, 0.1]])
    assert orientation.merge_equal_vertices(vertices).tolist() == [0, 1, 0, 3]


def test_huge_coordinates_do_not_overflow():
    vertices = np.float32([[3e38, 0, 0], [-3e38, 0, 0], [3e38, 0, 0]])
    assert orientation.merge_equal_vertices(vertices).tolist() == [0, 1, 0]
