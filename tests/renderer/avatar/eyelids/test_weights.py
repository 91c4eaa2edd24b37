"""Edges and weights of the eyelids, and the shape of the open eyes."""

import numpy as np
import pytest

from renderer.avatar.eyelids import weights
from renderer.avatar.eyelids.edges import EyelidEdges
from renderer.avatar.eyelids.opening import eye_coordinates
from renderer.avatar.mesh_smoothing import MeshSmoother


@pytest.fixture(scope="module")
def shaped_head(reference_head, points):
    """Return the reference head with pointed corners of the eyes."""
    return weights.shape_eye_corners(reference_head, points)


def eyelid_edges(head, points, side):
    upper, lower = weights.EDGE_MIDDLES[side]
    return EyelidEdges.find(head, side, (points[upper], points[lower]))


def opening_height(head, points, position):
    """Return how high the left eye is open at a position from its middle, 0, to its outer corner, 1; mm."""
    edges, offsets = eyelid_edges(head, points, 0), eye_coordinates(head, 0)
    upper, lower = (edge[np.argsort(offsets[edge, 0])] for edge in (edges.upper, edges.lower))
    middle = offsets[points["3.1"], 0]
    x = middle + position * (offsets[upper[-1], 0] - middle)
    top, bottom = (np.interp(x, offsets[edge, 0], offsets[edge, 1]) for edge in (upper, lower))
    return top - bottom


@pytest.mark.parametrize("side", [0, 1])
def test_edges_run_from_corner_to_corner_through_their_middles(reference_head, points, side):
    edges = eyelid_edges(reference_head, points, side)
    upper_middle, lower_middle = (points[name] for name in weights.EDGE_MIDDLES[side])
    assert upper_middle in edges.upper
    assert lower_middle in edges.lower
    assert {edges.upper[0], edges.upper[-1]} == {edges.lower[0], edges.lower[-1]}
    assert set(edges.upper[1:-1]).isdisjoint(edges.lower)
    lengths = np.linalg.norm(np.diff(reference_head.vertices[edges.upper], axis=0), axis=1)
    assert lengths.max() < 3


def test_both_eyes_have_mirrored_edges(reference_head, points):
    left, right = (
        eye_coordinates(reference_head, side)[np.sort(eyelid_edges(reference_head, points, side).upper)]
        for side in (0, 1)
    )
    np.testing.assert_allclose(np.sort(left[:, 0]), np.sort(right[:, 0]), atol=0.05)


def test_shaping_points_the_corners_and_keeps_the_height_of_the_middle(reference_head, points, shaped_head):
    before, after = (
        {position: opening_height(head, points, position) for position in (0, 0.9)}
        for head in (reference_head, shaped_head)
    )
    assert after[0] == pytest.approx(before[0], abs=0.15)
    assert 0 < after[0.9] < 0.55 * before[0.9]


def test_the_open_eye_is_centred_on_its_axis(points, shaped_head):
    offsets = eye_coordinates(shaped_head, 0)
    assert offsets[points["3.1"], 1] == pytest.approx(-offsets[points["3.3"], 1], abs=0.25)


def test_weights_are_1_at_the_edge_and_0_on_the_other_lid_and_far_away(points, shaped_head):
    lid_weights = weights.eyelid_weights(shaped_head, points, MeshSmoother.for_head(shaped_head))
    left_upper = lid_weights[0, 0]
    edges = eyelid_edges(shaped_head, points, 0)
    assert left_upper[points["3.1"]] == pytest.approx(1)
    assert np.abs(left_upper[edges.lower]).max() < 0.12
    distances = np.linalg.norm(eye_coordinates(shaped_head, 0), axis=1)
    assert not left_upper[distances > weights.MAX_DISTANCE + 3].any()
    assert left_upper.min() > -0.02
    assert left_upper.max() < 1.15
