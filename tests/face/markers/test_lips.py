import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from face.faps import FAPS, column
from face.markers.lips import PAIRS, SEAL, opening, sealed

VALUES = arrays(np.float32, (3, len(FAPS)), elements=st.floats(-600, 600, width=32))


def lips(upper: float, lower: float) -> np.ndarray:
    values = np.zeros((1, len(FAPS)), np.float32)
    values[0, [column(51), column(55), column(56)]] = upper
    values[0, [column(52), column(57), column(58)]] = lower
    return values


@given(VALUES)
def test_the_inner_lips_are_never_open_by_less_than_nothing(values):
    assert opening(sealed(values)).min() >= -1e-3


@pytest.mark.parametrize(("upper", "lower"), [(0, 0), (30, 30), (-10, -10), (100, -100), (-SEAL, 0)])
def test_lips_that_nearly_meet_are_shut(upper, lower):
    np.testing.assert_allclose(opening(sealed(lips(upper, lower))), 0, atol=1e-4)


def test_open_lips_are_as_far_apart_as_the_outer_ones_less_the_seal():
    np.testing.assert_allclose(opening(sealed(lips(-100, -300))), 400 - SEAL)


@given(VALUES)
def test_the_line_between_the_lips_stays(values):
    result = sealed(values)
    for (upper, lower), (outer_upper, outer_lower) in PAIRS.items():
        line = result[:, column(lower)] - result[:, column(upper)]
        np.testing.assert_allclose(line, values[:, column(outer_lower)] - values[:, column(outer_upper)], atol=1e-3)


def test_the_corners_follow_the_outer_corners():
    values = lips(0, 0)
    values[0, [column(53), column(60)]] = 50, -20
    result = sealed(values)
    assert (result[0, column(6)], result[0, column(13)]) == (50, -20)
