"""The hairline, and hair built over the scalp."""

import numpy as np
import pytest

from renderer.avatar.hair.scalp_hair import CENTRE, HAIRLINE, KNOT, KNOT_SIZE, build_hair, height_above_hairline


@pytest.fixture(scope="module")
def long_hair(reference_head):
    return build_hair(reference_head)


def test_heights_are_measured_from_the_hairline_on_both_sides():
    angles, heights = (np.array(values, float) for values in HAIRLINE)
    sines, cosines = np.sin(np.radians(angles)), np.cos(np.radians(angles))
    for sign in (1, -1):
        vertices = np.stack([sign * 60 * sines, heights + 5, CENTRE[2] + 60 * cosines], axis=1)
        np.testing.assert_allclose(height_above_hairline(vertices), 5, atol=1e-9)


def test_ears_are_below_the_hairline():
    assert height_above_hairline(np.array([[80.0, 10.0, CENTRE[2]]])) < 0


def test_hair_covers_the_scalp_and_not_the_face(long_hair):
    on_face = (long_hair.vertices[:, 1] < 30) & (long_hair.vertices[:, 2] > 0)
    assert not on_face.any()
    assert long_hair.vertices[:, 1].max() > 100


def test_short_hair_has_no_knot_and_lies_closer_to_the_scalp(reference_head, long_hair):
    short_hair = build_hair(reference_head, short_hair=True)
    assert long_hair.vertices[:, 2].min() == pytest.approx(KNOT[2] - KNOT_SIZE[2], abs=1)
    assert short_hair.vertices[:, 2].min() > KNOT[2] - KNOT_SIZE[2] / 2
    assert short_hair.vertices[:, 1].max() < long_hair.vertices[:, 1].max()


def test_faces_refer_to_vertices_of_the_hair(long_hair):
    assert long_hair.faces.min() >= 0
    assert long_hair.faces.max() < len(long_hair.vertices)
    assert len(long_hair.colour) == len(long_hair.gloss) == len(long_hair.vertices)
