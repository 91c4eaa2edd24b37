"""Edges and weights of the eyelids, and the shape of the open eyes."""

import numpy as np
import pytest

from renderer.avatar.base_mesh import data_folder
from renderer.avatar.eyelids import weights
from renderer.avatar.eyelids.edges import EyelidEdges
from renderer.avatar.eyelids.opening import eye_coordinates
from renderer.avatar.feature_points import find_feature_points
from renderer.avatar.head import build_head
from renderer.avatar.identity import REFERENCE, mix_person
from renderer.avatar.mesh_smoothing import MeshSmoother


@pytest.fixture(scope="module")
def plain():
    return build_head(mix_person(REFERENCE, data_folder()))


@pytest.fixture(scope="module")
def points(plain):
    return find_feature_points(plain)


@pytest.fixture(scope="module")
def pointed(plain, points):
    return weights.shape_eye_corners(plain, points)


def eyelid_edges(head, points, side):
    upper, lower = weights.EDGE_MIDDLES[side]
    return EyelidEdges.find(head, side, (points[upper], points[lower]))


@pytest.mark.parametrize("side", [0, 1])
def test_edges_run_from_corner_to_corner_through_their_middles(plain, points, side):
    edges = eyelid_edges(plain, points, side)
    assert points[weights.EDGE_MIDDLES[side][0]] in edges.upper
    assert points[weights.EDGE_MIDDLES[side][1]] in edges.lower
    assert {edges.upper[0], edges.upper[-1]} == {edges.lower[0], edges.lower[-1]}
    assert set(edges.upper[1:-1]).isdisjoint(edges.lower)
    steps = np.linalg.norm(np.diff(plain.vertices[edges.upper], axis=0), axis=1)
    assert steps.max() < 3


def test_both_eyes_have_mirrored_edges(plain, points):
    left, right = (eye_coordinates(plain, side)[np.sort(eyelid_edges(plain, points, side).upper)] for side in (0, 1))
    np.testing.assert_allclose(np.sort(left[:, 0]), np.sort(right[:, 0]), atol=0.05)


def height(head, points, place):
    """Return how high the left eye is open at `place` between its middle, 0, and its outer corner, 1; mm."""
    edges, offset = eyelid_edges(head, points, 0), eye_coordinates(head, 0)
    sides = [line[np.argsort(offset[line, 0])] for line in (edges.upper, edges.lower)]
    x = offset[points["3.1"], 0] + place * (offset[sides[0][-1], 0] - offset[points["3.1"], 0])
    top, bottom = (np.interp(x, offset[line, 0], offset[line, 1]) for line in sides)
    return top - bottom


def test_corners_become_pointed_and_the_middle_keeps_its_height(plain, points, pointed):
    assert height(pointed, points, 0) == pytest.approx(height(plain, points, 0), abs=0.15)
    assert height(pointed, points, 0.9) < 0.55 * height(plain, points, 0.9)
    assert height(pointed, points, 0.9) > 0


def test_the_open_eye_lies_about_its_axis(points, pointed):
    offset = eye_coordinates(pointed, 0)
    assert offset[points["3.1"], 1] == pytest.approx(-offset[points["3.3"], 1], abs=0.25)


def test_weights_are_1_at_the_edge_and_0_on_the_other_lid_and_far_away(points, pointed):
    lid_weights = weights.eyelid_weights(pointed, points, MeshSmoother.for_head(pointed))
    left_upper = lid_weights[0, 0]
    edges = eyelid_edges(pointed, points, 0)
    assert left_upper[points["3.1"]] == pytest.approx(1)
    assert np.abs(left_upper[edges.lower]).max() < 0.12
    assert not left_upper[np.linalg.norm(eye_coordinates(pointed, 0), axis=1) > weights.REACH + 3].any()
    assert left_upper.min() > -0.02
    assert left_upper.max() < 1.15
