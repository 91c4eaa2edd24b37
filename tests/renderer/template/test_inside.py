import numpy as np

from renderer.avatar.skin import CAVITY
from renderer.template import framing, inside
from tests.renderer.template import heads


def inner(**changes):
    vertices, faces = heads.head(**changes)
    whole = heads.merged(vertices, faces)
    return vertices, whole, inside.inner_faces(vertices, whole, framing.find_profile(vertices).length)


def facing(vertices, faces):
    a, b, c = (vertices[corner] for corner in faces.T)
    return np.cross(b - a, c - a)[:, 2]


def covers(vertices, faces, x, y):
    """Return whether any triangle lies behind a point of the picture."""
    corners = vertices[faces][:, :, :2] - (x, y)
    areas = [corners[:, k, 0] * corners[:, k - 1, 1] - corners[:, k, 1] * corners[:, k - 1, 0] for k in range(3)]
    return bool((np.min(areas, axis=0) > 0).any() or (np.max(areas, axis=0) < 0).any())


def test_the_rear_of_a_head_is_seen_from_within():
    vertices, whole, faces = inner(eyes=False)
    rear = {tuple(sorted(face)) for face in whole[facing(vertices, whole) < 0].tolist()}
    assert rear <= {tuple(sorted(face)) for face in faces.tolist()}
    assert covers(vertices, faces[facing(vertices, faces) > 0], 5, -60)


def test_a_mask_is_closed_behind_mouth_and_eyes():
    vertices, _, faces = inner(mask=True, eyes=False)
    wall = faces[facing(vertices, faces) > 0]
    for x, y in ((3, -60), (29, 1), (-29, 1), (0, 60)):
        assert covers(vertices, wall, x, y)
    assert vertices[wall][..., 2].mean() < vertices[:, 2].mean()


def test_without_a_face_only_the_rear_is_closed():
    vertices, faces = heads.head(mask=True, eyes=False)
    assert len(inside.inner_faces(vertices, faces, None)) < len(inner(mask=True, eyes=False)[2])


def test_rims_that_branch_do_no_harm():
    fan = np.int32([(0, k, k + 1) for k in range(1, 9, 2)])
    points = np.float32([(0, 0, 0), *((np.cos(k), 90 * np.sin(k), 0) for k in range(1, 10))])
    faces = inside.inner_faces(points, fan, 10.0)
    assert set(faces.ravel().tolist()) <= set(range(10))


def test_below_the_chin_the_inside_is_lighter():
    colour = inside.inner_colour(np.float32([-50, -101]), -100.0)
    np.testing.assert_allclose(colour, [CAVITY, inside.NECK_INSIDE])
    np.testing.assert_allclose(inside.inner_colour(np.float32([-500]), None), [CAVITY])
