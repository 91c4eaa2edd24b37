"""Colours of the skin."""

from dataclasses import replace

import numpy as np
import pytest

from renderer.avatar.identity import IDENTITIES, REFERENCE
from renderer.avatar.skin import CAVITY, LOWER_BORDER, SKIN_TONE, UPPER_BORDER, build_skin

IDENTITY = IDENTITIES[REFERENCE]


@pytest.fixture(scope="module")
def skin(reference_head, points):
    return build_skin(reference_head, points, IDENTITY)


def test_lip_redness_changes_the_lips_only(reference_head, points, skin):
    pale = build_skin(reference_head, points, replace(IDENTITY, lip_redness=0.0))
    changed = np.abs(pale.colour - skin.colour).max(axis=1) > 0.01
    x, y, z = reference_head.vertices[changed].T
    assert changed.sum() > 50
    assert (np.abs(x) < UPPER_BORDER[0][-1] + 2).all()
    assert ((y > min(LOWER_BORDER[1]) - 2) & (y < max(UPPER_BORDER[1]) + 2)).all()
    assert (z > 0).all()


def test_blush_reddens_the_cheeks(reference_head, points, skin):
    pale = build_skin(reference_head, points, replace(IDENTITY, blush=0.0))
    cheek = points["5.3"]
    red_to_green = [piece.colour[cheek, 0] / piece.colour[cheek, 1] for piece in (pale, skin)]
    assert red_to_green[1] > red_to_green[0] + 0.05


def test_the_throat_is_dark_and_the_forehead_has_the_skin_tone(reference_head, skin):
    throat = np.linalg.norm(reference_head.vertices - (0, -75, -30), axis=1).argmin()
    forehead = np.linalg.norm(reference_head.vertices[:, :2] - (25, 45), axis=1).argmin()
    np.testing.assert_allclose(skin.colour[throat], CAVITY, atol=0.1)
    np.testing.assert_allclose(skin.colour[forehead], SKIN_TONE, atol=0.06)


def test_both_halves_have_the_same_colours(skin):
    left, right = (skin.colour[skin.vertices[:, 0] * sign > 1].mean(axis=0) for sign in (1, -1))
    np.testing.assert_allclose(left, right, atol=0.002)
