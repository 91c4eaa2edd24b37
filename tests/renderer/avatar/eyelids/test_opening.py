"""The visible opening of an eye."""

import numpy as np
import pytest

from renderer.avatar.eyelids.opening import eye_coordinates, find_eye_opening
from renderer.avatar.head import EYEBALL_RADIUS


@pytest.fixture(scope="module")
def openings(reference_head):
    return [find_eye_opening(reference_head, side) for side in (0, 1)]


def test_the_opening_is_as_high_as_the_lids_middles_are_apart(reference_head, points, openings):
    offsets = eye_coordinates(reference_head, 0)
    upper, lower = openings[0].edge_elevations(offsets[points["3.1"], 0])
    assert EYEBALL_RADIUS * np.sin(upper) == pytest.approx(offsets[points["3.1"], 1], abs=1.2)
    assert EYEBALL_RADIUS * np.sin(lower) == pytest.approx(offsets[points["3.3"], 1], abs=1.2)


def test_both_eyes_are_mirror_images(openings):
    x = np.linspace(-10, 10, 21)
    left, right = (opening.edge_elevations(x) for opening in openings)
    np.testing.assert_allclose(left, right, atol=0.05)


def test_beyond_a_corner_both_edges_are_the_corner(openings):
    for x in (-50.0, 50.0):
        upper, lower = openings[0].edge_elevations(x)
        assert upper == lower
