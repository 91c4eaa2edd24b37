"""The table of ARKit's blend shapes in FAPs."""

import numpy as np
import pytest

from face.arkit import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.faps import FAPS, fap_index

MIRROR = [fap_index(fap.mirror or fap.number) for fap in FAPS]
SIDEWAYS = np.array([-1 if fap.mirror is None and fap.axis and fap.axis[0] else 1 for fap in FAPS])
TURNED = np.where(np.isin([fap.number for fap in FAPS], (23, 24)), -1, SIDEWAYS)


def mirrored_name(unit):
    """Return the unit's name in a mirror."""
    if unit.endswith("Left"):
        return unit.removesuffix("Left") + "Right"
    return unit.removesuffix("Right") + "Left" if unit.endswith("Right") else unit


def test_there_are_52_blend_shapes_and_each_moves_a_fap():
    assert len(BLEND_SHAPES) == 52
    assert (BLEND_SHAPE_FAPS != 0).any(axis=1).all()


@pytest.mark.parametrize("unit", BLEND_SHAPES)
def test_blend_shapes_are_symmetric(unit):
    mirrored = BLEND_SHAPE_FAPS[BLEND_SHAPES.index(unit)][MIRROR] * TURNED
    np.testing.assert_array_equal(mirrored, BLEND_SHAPE_FAPS[BLEND_SHAPES.index(mirrored_name(unit))])


def test_blend_shapes_stay_within_the_fap_range():
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    assert ((low <= BLEND_SHAPE_FAPS) & (high >= BLEND_SHAPE_FAPS)).all()


def test_eye_blink_closes_the_eye():
    blink = BLEND_SHAPE_FAPS[BLEND_SHAPES.index("eyeBlinkLeft")]
    assert blink[fap_index(19)] + blink[fap_index(21)] == 1024


def test_mouth_close_closes_lips_opened_by_the_jaw():
    both = BLEND_SHAPE_FAPS[BLEND_SHAPES.index("jawOpen")] + BLEND_SHAPE_FAPS[BLEND_SHAPES.index("mouthClose")]
    assert not both[[fap_index(number) for number in (4, 5, 8, 9, 10, 11, 51, 52)]].any()
    assert both[fap_index(3)] > 0
