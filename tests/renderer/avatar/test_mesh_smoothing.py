"""Smoothing of motion where the mesh is dense."""

from dataclasses import replace

import numpy as np

from renderer.avatar.mesh_smoothing import MAX_STRENGTH, MeshSmoother


def flipped_triangles(smoother, displacements):
    vertices, faces = smoother.head.vertices, smoother.head.faces
    before, after = (face_normals(points, faces) for points in (vertices, vertices + displacements))
    return ((before * after).sum(axis=1) < 0).sum()


def face_normals(points, faces):
    a, b, c = (points[faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


def bump(smoother, centre, width):
    """Return a Gaussian of the distance from `centre`, and the distance; mm."""
    distance = np.linalg.norm(smoother.head.vertices - centre, axis=1)
    return np.exp(-((distance / width) ** 2))[:, None], distance


def noise(smoother):
    return np.random.default_rng(0).normal(size=len(smoother.dense))


def test_dense_vertices_are_few_and_include_the_corners_of_the_mouth(smoother):
    assert 500 < smoother.dense.sum() < 0.15 * len(smoother.dense)
    at_corner = np.linalg.norm(smoother.head.vertices - (22, -62, 19.7), axis=1) < 1
    assert smoother.dense[at_corner].all()


def test_smoothing_keeps_a_translation(smoother):
    translation = np.tile([1.0, -2.0, 3.0], (len(smoother.head.vertices), 1))
    np.testing.assert_allclose(smoother.smooth(translation), translation, atol=1e-9)


def test_smoothing_changes_nothing_away_from_dense_vertices(smoother):
    values = noise(smoother)
    on_forehead = np.linalg.norm(smoother.head.vertices - (0, 60, 30), axis=1) < 25
    np.testing.assert_array_equal(smoother.smooth(values)[on_forehead], values[on_forehead])


def test_smoothing_reduces_noise_at_dense_vertices(smoother):
    values = noise(smoother)
    assert smoother.smooth(values)[smoother.dense].std() < 0.5 * values[smoother.dense].std()


def test_untangling_stops_a_unit_from_flipping_triangles(smoother):
    weights, _ = bump(smoother, (40, -30, 15), width=4)
    pinch = weights * (0.0, 12.0, 0.0)
    assert flipped_triangles(smoother, MAX_STRENGTH * pinch) > 5
    assert flipped_triangles(smoother, MAX_STRENGTH * smoother.untangle(pinch)) == 0


def test_untangling_keeps_a_gentle_unit(smoother):
    weights, distance = bump(smoother, (0, 60, 40), width=12)
    gentle = weights * (0.0, 1.0, 0.0) * (distance < 20)[:, None]
    np.testing.assert_array_equal(smoother.untangle(gentle), gentle)


def test_smoothing_the_head_moves_only_skin_below_the_height(smoother):
    moved = np.linalg.norm(smoother.smooth_head(below=-45).vertices - smoother.head.vertices, axis=1)
    assert 0.01 < moved.max() < 0.6
    assert not moved[smoother.head.vertices[:, 1] > -40].any()


def test_smoothing_the_head_evens_out_a_rough_surface(smoother):
    rough = smoother.head.vertices.copy()
    rough[smoother.dense] += np.random.default_rng(1).normal(0, 0.05, (smoother.dense.sum(), 3))
    smooth = MeshSmoother.for_head(replace(smoother.head, vertices=rough)).smooth_head(below=-45).vertices
    in_mouth = smoother.dense & (smoother.head.vertices[:, 1] < -50)
    before, after = (np.abs(smoother.laplacian @ vertices)[in_mouth].mean() for vertices in (rough, smooth))
    assert after < 0.8 * before
