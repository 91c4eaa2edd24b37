"""Motion types refuse what is not motion."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from face.errors import InputError
from face.motion import FapMotion, MarkerMotion, fap_motion, hold_last_value

STILL = np.zeros((4, 46, 3), np.float32)
SEEN = np.ones((4, 46), bool)


def test_a_wrong_shape_is_refused():
    with pytest.raises(InputError, match=r"positions must have shape \(T, 46, 3\), not \(4, 45, 3\)"):
        MarkerMotion(STILL[:, 1:], SEEN, STILL[0], 120)


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_a_wrong_rate_is_refused(rate):
    with pytest.raises(InputError, match="rate above 0 Hz"):
        MarkerMotion(STILL, SEEN, STILL[0], rate)


def test_only_valid_markers_must_be_finite():
    lost = STILL.copy()
    lost[2, 7] = np.nan
    seen = SEEN.copy()
    with pytest.raises(InputError, match="frame 2"):
        MarkerMotion(lost, seen, STILL[0], 120)
    seen[2, 7] = False
    assert len(MarkerMotion(lost, seen, STILL[0], 120)) == 4


def test_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        MarkerMotion(STILL, SEEN, STILL[0], 120).positions[0] = 1


@given(st.data())
def test_hold_last_value(data):
    shape = data.draw(st.tuples(st.integers(1, 12), st.integers(1, 3)))
    values = data.draw(arrays.arrays(np.float32, shape, elements=st.integers(-50, 50).map(float)))
    driven = data.draw(arrays.arrays(bool, shape))
    expected = np.zeros_like(values)
    for column in range(shape[1]):
        last = 0.0
        for row in range(shape[0]):
            last = values[row, column] if driven[row, column] else last
            expected[row, column] = last
    assert np.array_equal(hold_last_value(values, driven), expected)


def test_faps_that_never_move_are_not_driven():
    values = np.zeros((3, 66), np.float32)
    values[1, 0] = 5
    motion = fap_motion(values, 25)
    assert motion.driven.sum(axis=0).tolist() == [3] + [0] * 65
    assert motion.times.tolist() == [0, 0.04, 0.08]


def test_a_missing_marker_of_the_neutral_face_is_named():
    neutral = STILL[0].copy()
    neutral[3] = np.nan
    with pytest.raises(InputError, match="neutral has no position for LBM0"):
        MarkerMotion(STILL, SEEN, neutral, 120)


@pytest.mark.parametrize("times", [[0, np.nan], [1, 0], [0, np.inf]])
def test_decreasing_or_nonfinite_times_are_refused(times):
    values = np.zeros((2, 66), np.float32)
    with pytest.raises(InputError, match="must not fall"):
        FapMotion(values, values > 0, 25.0, times)


def test_moved_and_neutral_belong_together():
    motion = fap_motion(np.zeros((2, 66), np.float32), 25.0)
    with pytest.raises(InputError, match="belong together"):
        replace(motion, moved=np.zeros((2, 46, 3)))
    with pytest.raises(InputError, match=r"moved must have shape \(2, 46, 3\)"):
        replace(motion, moved=np.zeros((3, 46, 3)), neutral=np.zeros((46, 3)))
