"""Brows and lashes on the reference head."""

import numpy as np
import pytest

from renderer.avatar.hair.brows_and_lashes import BROW_LINE, brow_line, build_brows, build_lashes


def test_the_brow_line_passes_through_its_points_on_both_sides_and_ends():
    x, y = (np.array(values, float) for values in BROW_LINE)
    for side in (x, -x):
        np.testing.assert_allclose(brow_line(side)[0], y)
    assert (brow_line(x)[1] > 0).all()
    assert not brow_line(np.array([0.0, 8.9, 51.1, 80.0]))[1].any()


def test_thickness_scales_the_brow_and_lowers_it():
    x = np.linspace(10, 50, 9)
    (height, half_thickness), (thick_height, double) = brow_line(x), brow_line(x, 2.0)
    np.testing.assert_allclose(double, 2 * half_thickness)
    assert (thick_height < height).all()


@pytest.mark.parametrize("build", [build_brows, build_lashes])
def test_hairs_move_with_the_skin_they_grow_on(reference_head, build):
    piece = build(reference_head)
    np.testing.assert_allclose(piece.skin_weights.sum(axis=1), 1)
    on_skin = piece.skin_weights @ reference_head.vertices
    assert np.linalg.norm(piece.vertices - on_skin, axis=1).max() < 10


def test_thick_brows_have_more_hairs_and_long_lashes_reach_further(reference_head):
    thin, thick = (build_brows(reference_head, thickness) for thickness in (1.0, 1.5))
    assert len(thick.vertices) == pytest.approx(1.5 * len(thin.vertices), rel=0.01)
    short, long = (build_lashes(reference_head, length) for length in (1.0, 1.5))
    assert long.vertices[:, 2].max() > short.vertices[:, 2].max() + 1
