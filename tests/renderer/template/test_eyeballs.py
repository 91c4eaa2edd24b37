import numpy as np
import pytest

from renderer.template import eyeballs, framing
from tests.renderer.small_head import eyeball
from tests.renderer.template import heads


def find(extra=(), **changes):
    vertices, faces = heads.head(**changes)
    for points, triangles in extra:
        faces = np.concatenate([faces, triangles + len(vertices)])
        vertices = np.concatenate([vertices, np.float32(points)])
    return vertices, eyeballs.find_eyeballs(vertices, faces, framing.find_profile(vertices))


@pytest.mark.parametrize("mask", [False, True])
def test_both_eyeballs_are_found(mask):
    vertices, found = find(mask=mask)
    assert len(found) == 2
    for eye, side in zip(found, (1, -1), strict=True):
        np.testing.assert_allclose(eye.centre, (side * 29, 0, 4), atol=1e-3)
        assert eye.radius == pytest.approx(13, abs=1e-3)
        np.testing.assert_allclose(np.linalg.norm(vertices[eye.vertices] - eye.centre, axis=1), 13, atol=1e-3)


def test_a_cornea_that_stands_out_does_not_hide_the_ball():
    points, faces = eyeball((0, 0, 0), 13.0)
    points = points * np.where(points[:, 2:] > 11, 1.08, 1)
    pair = [(np.add(points, (side * 29, 0, 4)), faces) for side in (1, -1)]
    assert len(find(pair, eyes=False)[1]) == 2


@pytest.mark.parametrize(
    "places",
    [
        [],
        [((29, 0, 4), 13)],
        [((29, 0, 4), 13), ((-29, 0, 4), 13), ((0, 60, 0), 12)],
        [((29, 0, 4), 13), ((-29, 25, 4), 13)],
        [((29, 0, 4), 13), ((-29, 0, 4), 9)],
        [((29, 0, 4), 3), ((-29, 0, 4), 3)],
        [((29, -60, 4), 13), ((-29, -60, 4), 13)],
        [((79, 0, 4), 13), ((-79, 0, 4), 13)],
    ],
)
def test_anything_doubtful_is_no_pair_of_eyes(places):
    assert find([eyeball(centre, radius) for centre, radius in places], eyes=False)[1] == ()


def test_boxes_are_no_eyes():
    grid = np.stack(np.meshgrid(*[np.linspace(-10, 10, 5)] * 3), axis=-1).reshape(-1, 3)
    triangles = np.int32([(k, k + 1, k + 2) for k in range(len(grid) - 2)])
    assert find([(np.add(grid, (side * 29, 0, 4)), triangles) for side in (1, -1)], eyes=False)[1] == ()


def test_an_iris_looks_forward():
    vertices, (left, _) = find()
    colour = eyeballs.paint_eyeball(vertices, left)
    depth = vertices[left.vertices][:, 2] - left.centre[2]
    np.testing.assert_allclose(colour[depth.argmax()], eyeballs.PUPIL)
    np.testing.assert_allclose(colour[depth < 8], np.tile(eyeballs.SCLERA, ((depth < 8).sum(), 1)))
