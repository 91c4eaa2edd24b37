import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from face.faps import FAPS, fap_index
from face.markers.conversion import INNER_PAIRS, SEAL, lip_opening, set_inner_lips

VALUES = arrays(np.float32, (3, len(FAPS)), elements=st.floats(-600, 600, width=32))


def lips(upper: float, lower: float) -> np.ndarray:
    values = np.zeros((1, len(FAPS)), np.float32)
    values[0, [fap_index(51), fap_index(55), fap_index(56)]] = upper
    values[0, [fap_index(52), fap_index(57), fap_index(58)]] = lower
    return values


@given(VALUES)
def test_lip_opening_is_never_negative(values):
    assert lip_opening(set_inner_lips(values)).min() >= -1e-3


@pytest.mark.parametrize(("upper", "lower"), [(0, 0), (30, 30), (-10, -10), (100, -100), (-SEAL, 0)])
def test_nearly_touching_lips_are_closed(upper, lower):
    np.testing.assert_allclose(lip_opening(set_inner_lips(lips(upper, lower))), 0, atol=1e-4)


def test_inner_lip_opening_is_the_outer_one_minus_the_seal():
    np.testing.assert_allclose(lip_opening(set_inner_lips(lips(-100, -300))), 400 - SEAL)


@given(VALUES)
def test_the_line_between_the_lips_stays_in_the_middle(values):
    result = set_inner_lips(values)
    for (upper, lower), (outer_upper, outer_lower) in INNER_PAIRS.items():
        line = result[:, fap_index(lower)] - result[:, fap_index(upper)]
        np.testing.assert_allclose(
            line, values[:, fap_index(outer_lower)] - values[:, fap_index(outer_upper)], atol=1e-3
        )


def test_the_corners_follow_the_outer_corners():
    values = lips(0, 0)
    values[0, [fap_index(53), fap_index(60)]] = 50, -20
    result = set_inner_lips(values)
    assert (result[0, fap_index(6)], result[0, fap_index(13)]) == (50, -20)
