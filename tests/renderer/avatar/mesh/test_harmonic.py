"""Functions spread over a surface."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.avatar.mesh import harmonic


def sheet(width=9, height=7, *, crumpled=0.0):
    """Return vertices and triangles of a grid with sides of 1 mm; `crumpled` shakes the inner vertices."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    random = np.random.default_rng(2)
    inner = (x > 0) & (x < width - 1) & (y > 0) & (y < height - 1)
    x, y = x + crumpled * inner * random.uniform(-1, 1, x.shape), y + crumpled * inner * random.uniform(-1, 1, x.shape)
    corner = (np.arange(height - 1)[:, None] * width + np.arange(width - 1)).ravel()
    faces = [[corner, corner + 1, corner + width + 1], [corner, corner + width + 1, corner + width]]
    return np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1), np.concatenate([np.array(f).T for f in faces])


def ends(vertices):
    left, right = vertices[:, 0] == 0, vertices[:, 0] == vertices[:, 0].max()
    return left | right, right.astype(float)


@pytest.mark.parametrize(("power", "crumpled"), [(2, 0), (4, 0), (2, 0.2)])
def test_between_two_ends_it_rises_evenly(power, crumpled):
    vertices, faces = sheet(crumpled=crumpled)
    risen = harmonic.interpolate_evenly(vertices, faces, *ends(vertices), power=power)
    np.testing.assert_allclose(risen, vertices[:, 0] / 8, atol=0.01 if crumpled == 0 else 0.08)


@given(st.integers(0, 1000))
def test_it_stays_between_what_is_known(seed):
    vertices, faces = sheet(crumpled=0.45)
    random = np.random.default_rng(seed)
    known, values = random.random(len(vertices)) < 0.1, random.uniform(-3, 5, len(vertices))
    known[seed % len(vertices)] = True
    result = harmonic.interpolate_evenly(vertices, faces, known, values, power=2)
    assert (result >= values[known].min() - 1e-9).all()
    assert (result <= values[known].max() + 1e-9).all()
    np.testing.assert_array_equal(result[known], values[known])


def test_a_high_power_makes_the_steepest_slope_less_steep():
    vertices, faces = sheet(21, 21)
    middle = np.abs(vertices[:, :2] - 10).max(axis=1) == 0
    known = middle | (np.abs(vertices[:, :2] - 10).max(axis=1) == 10)
    steepest = []
    for power in (2, 4):
        result = harmonic.interpolate_evenly(vertices, faces, known, middle.astype(float), power=power)
        steepest.append(np.abs(np.diff(result.reshape(21, 21), axis=0)).max())
    assert steepest[1] < 0.8 * steepest[0]


def test_weights_of_a_square_cut_in_two_are_those_of_the_textbook():
    vertices, faces = sheet(2, 2)
    pairs, weights = harmonic.edge_weights(vertices, faces)
    found = {tuple(pair): weight for pair, weight in zip(pairs.tolist(), weights, strict=True)}
    assert found[0, 1] == pytest.approx(0.5)
    assert found[0, 3] == harmonic.MIN_WEIGHT
