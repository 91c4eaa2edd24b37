"""Motion where the mesh runs together."""

from dataclasses import replace

import numpy as np
import pytest

from renderer.avatar.base_mesh import data_folder
from renderer.avatar.head import build_head
from renderer.avatar.identity import REFERENCE, mix_person
from renderer.avatar.mesh_smoothing import MAX_STRENGTH, MeshSmoother


@pytest.fixture(scope="module")
def smoother():
    return MeshSmoother.for_head(build_head(mix_person(REFERENCE, data_folder())))


def turned_over(smoother, delta):
    rest = smoother.head.vertices
    before, after = (normals(points, smoother.head.faces) for points in (rest, rest + delta))
    return ((before * after).sum(axis=1) < 0).sum()


def normals(points, faces):
    a, b, c = (points[faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


def test_tiny_places_are_few_and_lie_where_the_mesh_runs_together(smoother):
    assert 500 < smoother.tiny.sum() < 0.15 * len(smoother.tiny)
    corner = np.linalg.norm(smoother.head.vertices - (22, -62, 19.7), axis=1) < 1
    assert smoother.tiny[corner].all()


def test_a_shift_of_all_stays_as_it_is(smoother):
    shift = np.tile([1.0, -2.0, 3.0], (len(smoother.head.vertices), 1))
    np.testing.assert_allclose(smoother.smooth(shift), shift, atol=1e-9)


def test_elsewhere_nothing_changes(smoother):
    noise = np.random.default_rng(0).normal(size=len(smoother.tiny))
    far = np.linalg.norm(smoother.head.vertices - (0, 60, 30), axis=1) < 25
    np.testing.assert_array_equal(smoother.smooth(noise)[far], noise[far])


def test_noise_smooth_tiny_places_is_evened_out(smoother):
    noise = np.random.default_rng(0).normal(size=len(smoother.tiny))
    assert smoother.smooth(noise)[smoother.tiny].std() < 0.5 * noise[smoother.tiny].std()


def test_a_unit_that_turns_triangles_over_is_untangled(smoother):
    away = np.linalg.norm(smoother.head.vertices - (40, -30, 15), axis=1)
    pinch = np.exp(-((away / 4) ** 2))[:, None] * (0.0, 12.0, 0.0)
    assert turned_over(smoother, MAX_STRENGTH * pinch) > 5
    assert turned_over(smoother, MAX_STRENGTH * smoother.untangle(pinch)) == 0


def test_a_gentle_unit_is_left_alone_outside_tiny_places(smoother):
    away = np.linalg.norm(smoother.head.vertices - (0, 60, 40), axis=1)
    gentle = np.exp(-((away / 12) ** 2))[:, None] * (0.0, 1.0, 0.0) * (away < 20)[:, None]
    np.testing.assert_array_equal(smoother.untangle(gentle), gentle)


def test_relaxing_moves_the_skin_smooth_tiny_places_below_a_height_only(smoother):
    relaxed = smoother.relaxed_head(below=-45)
    moved = np.linalg.norm(relaxed.vertices - smoother.head.vertices, axis=1)
    assert 0.01 < moved.max() < 0.6
    assert not moved[smoother.head.vertices[:, 1] > -40].any()


def test_a_crumple_is_relaxed(smoother):
    crumpled = smoother.head.vertices.copy()
    crumpled[smoother.tiny] += np.random.default_rng(1).normal(0, 0.05, (smoother.tiny.sum(), 3))
    relaxed = MeshSmoother.for_head(replace(smoother.head, vertices=crumpled)).relaxed_head(below=-45).vertices
    low = smoother.tiny & (smoother.head.vertices[:, 1] < -50)
    before, after = (np.abs(smoother.laplacian @ points)[low].mean() for points in (crumpled, relaxed))
    assert after < 0.8 * before
