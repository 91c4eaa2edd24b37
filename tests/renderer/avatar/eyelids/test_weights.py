"""Rims, rolls and the shape of the open eyes."""

import numpy as np
import pytest

from renderer.avatar.base_mesh import data_folder
from renderer.avatar.eyelids import weights
from renderer.avatar.eyelids.edges import Rims
from renderer.avatar.eyelids.opening import outward
from renderer.avatar.feature_points import feature_points
from renderer.avatar.head import head
from renderer.avatar.identity import REFERENCE, person
from renderer.avatar.mesh_smoothing import Calm


@pytest.fixture(scope="module")
def plain():
    return head(person(REFERENCE, data_folder()))


@pytest.fixture(scope="module")
def points(plain):
    return feature_points(plain)


@pytest.fixture(scope="module")
def pointed(plain, points):
    return weights.almond(plain, points)


def rims(head, points, side):
    upper, lower = weights.MIDDLES[side]
    return Rims.of(head, side, (points[upper], points[lower]))


@pytest.mark.parametrize("side", [0, 1])
def test_rims_run_from_corner_to_corner_through_their_middles(plain, points, side):
    found = rims(plain, points, side)
    assert points[weights.MIDDLES[side][0]] in found.upper
    assert points[weights.MIDDLES[side][1]] in found.lower
    assert {found.upper[0], found.upper[-1]} == {found.lower[0], found.lower[-1]}
    assert set(found.upper[1:-1]).isdisjoint(found.lower)
    steps = np.linalg.norm(np.diff(plain.vertices[found.upper], axis=0), axis=1)
    assert steps.max() < 3


def test_both_eyes_have_the_same_rims_in_a_mirror(plain, points):
    left, right = (outward(plain, side)[np.sort(rims(plain, points, side).upper)] for side in (0, 1))
    np.testing.assert_allclose(np.sort(left[:, 0]), np.sort(right[:, 0]), atol=0.05)


def height(head, points, place):
    """Return how high the left eye is open at `place` between its middle, 0, and its outer corner, 1; mm."""
    found, offset = rims(head, points, 0), outward(head, 0)
    sides = [line[np.argsort(offset[line, 0])] for line in (found.upper, found.lower)]
    x = offset[points["3.1"], 0] + place * (offset[sides[0][-1], 0] - offset[points["3.1"], 0])
    top, bottom = (np.interp(x, offset[line, 0], offset[line, 1]) for line in sides)
    return top - bottom


def test_corners_are_pointed_and_middles_as_high_as_before(plain, points, pointed):
    assert height(pointed, points, 0) == pytest.approx(height(plain, points, 0), abs=0.15)
    assert height(pointed, points, 0.9) < 0.55 * height(plain, points, 0.9)
    assert height(pointed, points, 0.9) > 0


def test_the_open_eye_lies_about_its_axis(points, pointed):
    offset = outward(pointed, 0)
    assert offset[points["3.1"], 1] == pytest.approx(-offset[points["3.3"], 1], abs=0.25)


def test_rolls_are_whole_at_the_rim_and_nothing_on_the_other_one_and_afar(points, pointed):
    shares = weights.roll_shares(pointed, points, Calm.of(pointed))
    left_upper = shares[0, 0]
    found = rims(pointed, points, 0)
    assert left_upper[points["3.1"]] == pytest.approx(1)
    assert np.abs(left_upper[found.lower]).max() < 0.12
    assert not left_upper[np.linalg.norm(outward(pointed, 0), axis=1) > weights.REACH + 3].any()
    assert left_upper.min() > -0.02
    assert left_upper.max() < 1.15
