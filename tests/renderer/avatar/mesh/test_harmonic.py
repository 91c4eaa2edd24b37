"""Interpolation over a surface."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.avatar.mesh import harmonic
from tests.renderer.avatar.mesh.grids import triangle_grid


def left_and_right_border(vertices):
    """Return the mask of the vertices at both borders, and values: 0 at the left, 1 at the right one."""
    is_left, is_right = vertices[:, 0] == 0, vertices[:, 0] == vertices[:, 0].max()
    return is_left | is_right, is_right.astype(float)


@pytest.mark.parametrize(("power", "noise", "tolerance"), [(2, 0, 0.01), (4, 0, 0.01), (2, 0.2, 0.08)])
def test_interpolation_between_two_borders_is_linear(power, noise, tolerance):
    vertices, faces = triangle_grid(noise=noise)
    result = harmonic.interpolate_p_harmonic(vertices, faces, *left_and_right_border(vertices), power=power)
    np.testing.assert_allclose(result, vertices[:, 0] / 8, atol=tolerance)


@given(st.integers(0, 1000))
def test_interpolated_values_lie_between_the_known_ones(seed):
    vertices, faces = triangle_grid(noise=0.45)
    random = np.random.default_rng(seed)
    known, values = random.random(len(vertices)) < 0.1, random.uniform(-3, 5, len(vertices))
    known[seed % len(vertices)] = True
    result = harmonic.interpolate_p_harmonic(vertices, faces, known, values, power=2)
    assert (result >= values[known].min() - 1e-9).all()
    assert (result <= values[known].max() + 1e-9).all()
    np.testing.assert_array_equal(result[known], values[known])


def test_a_higher_power_reduces_the_steepest_slope():
    vertices, faces = triangle_grid(21, 21)
    distance = np.abs(vertices[:, :2] - 10).max(axis=1)
    peak, border = distance == 0, distance == 10
    steepest = {}
    for power in (2, 4):
        result = harmonic.interpolate_p_harmonic(vertices, faces, peak | border, peak.astype(float), power=power)
        steepest[power] = np.abs(np.diff(result.reshape(21, 21), axis=0)).max()
    assert steepest[4] < 0.8 * steepest[2]


def test_cotangent_weights_of_a_square_cut_in_two():
    """A border edge faces one angle of 45°, the diagonal two right angles, whose cotangents are 0."""
    vertices, faces = triangle_grid(2, 2)
    edges, weights = harmonic.cotangent_weights(vertices, faces)
    weight_by_edge = {tuple(edge): weight for edge, weight in zip(edges.tolist(), weights, strict=True)}
    assert weight_by_edge[0, 1] == pytest.approx(0.5)
    assert weight_by_edge[0, 3] == harmonic.MIN_WEIGHT


def test_the_laplacian_of_a_constant_is_0():
    vertices, faces = triangle_grid(noise=0.3)
    matrix = harmonic.laplacian(*harmonic.cotangent_weights(vertices, faces), len(vertices))
    np.testing.assert_allclose(matrix @ np.full(len(vertices), 3.0), 0, atol=1e-12)
