import numpy as np
import pytest

from face.mesh import Mesh
from face.vertices import template_frame
from renderer.avatar_registry import avatar_names, load_avatar
from renderer.render_mesh import build_render_mesh
from renderer.scene import portrait_camera
from renderer.template import framing
from tests.renderer.ball_avatar import ball
from tests.renderer.template import heads


@pytest.mark.parametrize("mask", [False, True])
def test_nose_and_chin_are_found_in_heads_and_masks(mask):
    profile = framing.find_profile(heads.head(mask=mask)[0])
    np.testing.assert_allclose(profile.nose[:2], (0, -27))
    np.testing.assert_allclose(profile.chin[:2], (0, -100))


def test_the_camera_follows_place_and_size_of_the_head():
    vertices, _ = heads.head()
    camera, moved = framing.face_camera(vertices), framing.face_camera(1.1 * vertices + np.float32([5, 1500, -30]))
    assert moved.height == pytest.approx(1.1 * camera.height)
    np.testing.assert_allclose(moved.target, np.add(np.multiply(1.1, camera.target), (5, 1500, -30)), atol=1e-3)


@pytest.mark.parametrize(
    "vertices", [0.1 * ball()[0], np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]]), np.zeros((1, 3), "f4")]
)
def test_anything_else_is_shown_whole(vertices):
    camera = framing.face_camera(vertices)
    assert framing.find_profile(vertices) is None
    assert camera.height >= np.ptp(vertices[:, 1])
    np.testing.assert_allclose(camera.target, (vertices.min(axis=0) + vertices.max(axis=0)) / 2)
    assert np.ptp(vertices[:, 2]) / 2 < camera.distance * 2 / 3


@pytest.mark.slow
@pytest.mark.parametrize("name", avatar_names())
@pytest.mark.parametrize("lowest", [-1000, -150, -105])
def test_an_avatars_skin_is_framed_like_the_avatar(name, lowest):
    avatar = load_avatar(name)
    skin = avatar.neutral[avatar.part("skin").vertices]
    camera, expected = framing.face_camera(skin[skin[:, 1] > lowest - 15]), portrait_camera(avatar)
    assert camera.height == pytest.approx(expected.height, rel=0.06)
    np.testing.assert_allclose(camera.target, expected.target, atol=5)


def test_hair_is_not_taken_for_the_rim_of_a_neck():
    avatar = load_avatar()
    frame = template_frame.recognise_frame(Mesh(avatar.neutral / 1000, build_render_mesh(avatar).faces))
    np.testing.assert_allclose(frame.to_mm, np.eye(3) * 1000, atol=1e-9)
