"""Motion where the mesh runs together."""

from dataclasses import replace

import numpy as np
import pytest

from renderer.avatar.base_mesh import data_folder
from renderer.avatar.head import head
from renderer.avatar.identity import REFERENCE, person
from renderer.avatar.mesh_smoothing import STRONGEST, Calm


@pytest.fixture(scope="module")
def calm():
    return Calm.of(head(person(REFERENCE, data_folder())))


def turned_over(calm, delta):
    before, after = (normals(points, calm.head.faces) for points in (calm.head.vertices, calm.head.vertices + delta))
    return ((before * after).sum(axis=1) < 0).sum()


def normals(points, faces):
    a, b, c = (points[faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


def test_tiny_places_are_few_and_lie_where_the_mesh_runs_together(calm):
    assert 500 < calm.tiny.sum() < 0.15 * len(calm.tiny)
    corner = np.linalg.norm(calm.head.vertices - (22, -62, 19.7), axis=1) < 1
    assert calm.tiny[corner].all()


def test_a_shift_of_all_stays_as_it_is(calm):
    shift = np.tile([1.0, -2.0, 3.0], (len(calm.head.vertices), 1))
    np.testing.assert_allclose(calm.evened(shift), shift, atol=1e-9)


def test_elsewhere_nothing_changes(calm):
    noise = np.random.default_rng(0).normal(size=len(calm.tiny))
    far = np.linalg.norm(calm.head.vertices - (0, 60, 30), axis=1) < 25
    np.testing.assert_array_equal(calm.evened(noise)[far], noise[far])


def test_noise_in_tiny_places_is_evened_out(calm):
    noise = np.random.default_rng(0).normal(size=len(calm.tiny))
    assert calm.evened(noise)[calm.tiny].std() < 0.5 * noise[calm.tiny].std()


def test_a_unit_that_turns_triangles_over_is_untangled(calm):
    away = np.linalg.norm(calm.head.vertices - (40, -30, 15), axis=1)
    pinch = np.exp(-((away / 4) ** 2))[:, None] * (0.0, 12.0, 0.0)
    assert turned_over(calm, STRONGEST * pinch) > 5
    assert turned_over(calm, STRONGEST * calm.untangled(pinch)) == 0


def test_a_gentle_unit_is_left_alone_outside_tiny_places(calm):
    away = np.linalg.norm(calm.head.vertices - (0, 60, 40), axis=1)
    gentle = np.exp(-((away / 12) ** 2))[:, None] * (0.0, 1.0, 0.0) * (away < 20)[:, None]
    np.testing.assert_array_equal(calm.untangled(gentle), gentle)


def test_relaxing_moves_the_skin_in_tiny_places_below_a_height_only(calm):
    relaxed = calm.relaxed(below=-45)
    moved = np.linalg.norm(relaxed.vertices - calm.head.vertices, axis=1)
    assert 0.01 < moved.max() < 0.6
    assert not moved[calm.head.vertices[:, 1] > -40].any()


def test_a_crumple_is_relaxed(calm):
    crumpled = calm.head.vertices.copy()
    crumpled[calm.tiny] += np.random.default_rng(1).normal(0, 0.05, (calm.tiny.sum(), 3))
    relaxed = Calm.of(replace(calm.head, vertices=crumpled)).relaxed(below=-45).vertices
    low = calm.tiny & (calm.head.vertices[:, 1] < -50)
    before, after = (np.abs(calm.laplacian @ points)[low].mean() for points in (crumpled, relaxed))
    assert after < 0.8 * before
