"""The table of ARKit units in FAPs."""

import numpy as np
import pytest

from face.arkit import TABLE, UNITS
from face.faps import FAPS, column

MIRROR = [column(fap.mirror or fap.number) for fap in FAPS]
SIDEWAYS = np.array([-1 if fap.mirror is None and fap.axis and fap.axis[0] else 1 for fap in FAPS])
TURNED = np.where(np.isin([fap.number for fap in FAPS], (23, 24)), -1, SIDEWAYS)


def other(unit):
    """Return the unit's name in a mirror."""
    if unit.endswith("Left"):
        return unit.removesuffix("Left") + "Right"
    return unit.removesuffix("Right") + "Left" if unit.endswith("Right") else unit


def test_there_are_52_units_and_each_moves_something():
    assert len(UNITS) == 52
    assert (TABLE != 0).any(axis=1).all()


@pytest.mark.parametrize("unit", UNITS)
def test_units_are_even_on_both_sides(unit):
    mirrored = TABLE[UNITS.index(unit)][MIRROR] * TURNED
    np.testing.assert_array_equal(mirrored, TABLE[UNITS.index(other(unit))])


def test_units_stay_within_the_standards_syntax():
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    assert ((low <= TABLE) & (high >= TABLE)).all()


def test_a_blink_shuts_the_eye():
    blink = TABLE[UNITS.index("eyeBlinkLeft")]
    assert blink[column(19)] + blink[column(21)] == 1024


def test_mouth_close_shuts_what_the_jaw_opened():
    both = TABLE[UNITS.index("jawOpen")] + TABLE[UNITS.index("mouthClose")]
    assert not both[[column(number) for number in (4, 5, 8, 9, 10, 11, 51, 52)]].any()
    assert both[column(3)] > 0
