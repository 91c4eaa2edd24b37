"""Visemes and expressions as low-level FAPs."""

import numpy as np
import pytest

from face import fap_file
from face.faps import FAPS, fap_index
from face.high_level_faps import EXPRESSIONS, VISEMES, expand, fap_values
from face.motion import fap_motion

MIRRORS = [(fap_index(fap.number), fap_index(fap.mirror)) for fap in FAPS if fap.mirror]


@pytest.mark.parametrize("preset", [*VISEMES, *EXPRESSIONS], ids=len)
def test_presets_are_symmetric_and_within_the_working_range(preset):
    values = fap_values(preset)
    assert all(fap.working_range[0] <= value <= fap.working_range[1] for fap, value in zip(FAPS, values, strict=True))
    assert all(values[left] == values[right] for left, right in MIRRORS)


def test_all_presets_differ():
    rows = np.stack([fap_values(preset) for preset in (*VISEMES, *EXPRESSIONS[1:])])
    assert len(np.unique(rows, axis=0)) == 15 + 6


def one_frame(mask, values):
    bits = ["1" if number in mask else "0" for number in range(1, 69)]
    return fap_file.parse(f"2.1 x 25 1\n{' '.join(bits)}\n0 {values}").motion


def test_visemes_blend():
    shown = expand(one_frame({1}, "10 14 21 0"))
    expected = fap_values(VISEMES[10]) / 3 + fap_values(VISEMES[14]) * 2 / 3
    np.testing.assert_allclose(shown.values[0], expected, atol=1e-3)


def test_expressions_add_up():
    shown = expand(one_frame({2}, "1 63 6 0 0 0"))
    np.testing.assert_allclose(shown.values[0], fap_values(EXPRESSIONS[1]))


def test_low_level_faps_take_precedence():
    shown = expand(one_frame({1, 3}, "10 0 63 0 77"))
    assert shown.values[0, fap_index(3)] == 77
    assert shown.values[0, fap_index(52)] == VISEMES[10][52]


def test_unknown_preset_numbers_are_ignored():
    assert not expand(one_frame({1, 2}, "99 -3 20 0 44 63 9 63 0 0")).values.any()


def test_motion_without_presets_is_unchanged():
    motion = fap_motion(np.ones((3, 66), np.float32), 25.0)
    assert expand(motion) is motion
