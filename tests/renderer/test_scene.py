from dataclasses import replace

import numpy as np
import pytest

from renderer.scene import LIGHTS, Camera, Light, portrait_camera
from tests.renderer.ball_avatar import RADIUS


@pytest.mark.parametrize("light", LIGHTS)
def test_a_mirror_along_the_half_vector_reflects_the_light_into_the_camera(light):
    towards, normal = light.direction_to_light(), light.half_vector()
    np.testing.assert_allclose(2 * (normal @ towards) * normal - towards, (0, 0, 1), atol=1e-12)


def test_grazing_light_is_reflected_more_than_frontal_light():
    frontal, grazing = Light((0, 0, 1), (1, 1, 1)), Light((1, 0, -0.8), (1, 1, 1))
    assert grazing.specular_reflectance() > 2 * frontal.specular_reflectance()


def test_the_camera_shows_its_height_at_the_targets_distance():
    camera = Camera((0, 0, 0), height=300)
    assert 2 * camera.distance * np.tan(camera.field_of_view() / 2) == pytest.approx(300)


def test_the_portrait_shows_the_whole_head_with_more_space_below_than_above(head):
    camera = portrait_camera(head)
    top, bottom = camera.target[1] + camera.height / 2, camera.target[1] - camera.height / 2
    assert 0 < top - RADIUS < -RADIUS - bottom


def test_the_portrait_scales_with_the_head(head):
    larger = replace(head, neutral=head.neutral * 2)
    assert portrait_camera(larger).height == pytest.approx(2 * portrait_camera(head).height)
