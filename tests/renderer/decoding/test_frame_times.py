"""Frame rates come from the times of frames, whatever they are rounded to and whatever the header claims."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.decoding.frame_times import COMMON_RATES, measure_timing, times_in_order


def timing(times, *, last_duration=0.0, tick=0.0, header_rate=0.0):
    return measure_timing(np.array(times), last_duration=last_duration, tick=tick, header_rate=header_rate)


@given(rate=st.sampled_from(COMMON_RATES), count=st.integers(100, 400), claimed=st.sampled_from([0.0, 1000.0, 7.0]))
def test_the_rate_is_found_from_times_in_milliseconds(rate, count, claimed):
    found = timing(np.round(np.arange(count) / rate, 3), tick=0.001, header_rate=claimed)
    assert found.rate == pytest.approx(rate, rel=2e-3)
    assert found.regular


@given(rate=st.floats(5, 120), count=st.integers(2, 50), start=st.floats(-1, 100))
def test_the_length_is_the_number_of_frames_over_the_rate(rate, count, start):
    found = timing(start + np.arange(count) / rate)
    assert found.start == start
    assert found.end - found.start == pytest.approx(count / rate)


@pytest.mark.parametrize(("claimed", "rate"), [(29.97, 29.97), (30.0, 30.0), (0.0, 30.0), (25.0, 30.0)])
def test_the_header_decides_between_rates_that_few_frames_cannot_tell_apart(claimed, rate):
    assert timing(np.round(np.arange(15) / 29.985, 3), tick=0.001, header_rate=claimed).rate == rate


def test_jitter_of_a_recorder_is_uneven_but_has_the_usual_rate():
    jitter = np.random.default_rng(2).uniform(-0.012, 0.012, 60)
    found = timing(np.sort(np.arange(60) / 30 + jitter), tick=0.001, header_rate=1000)
    assert (found.rate, found.regular) == (30, False)


def test_a_lost_frame_changes_neither_rate_nor_regularity():
    times = np.delete(np.arange(100) / 25, 40)
    assert (timing(times).rate, timing(times).regular) == (25, True)


def test_a_long_gap_is_uneven_and_counts_as_time():
    times = np.delete(np.arange(101) / 25, range(40, 60))
    found = timing(times)
    assert not found.regular
    assert found.longest_interval == pytest.approx(0.84)
    assert found.rate == pytest.approx(20, rel=0.01)


def test_a_last_frame_may_be_held():
    assert timing([0, 0.04, 0.08], last_duration=0.5).end == pytest.approx(0.58)
    assert timing([0, 0.04, 0.08], last_duration=0.001).end == pytest.approx(0.12)


def test_the_last_of_uneven_frames_lasts_as_long_as_the_file_says():
    assert timing([0, 6.0, 6.2], last_duration=0.04).end == pytest.approx(6.24)
    assert timing([0, 6.0, 6.2], last_duration=0.001).end == pytest.approx(9.3)


@pytest.mark.parametrize(("duration", "length"), [(0.0, 0.04), (2.0, 2.0)])
def test_a_single_frame_lasts_as_long_as_the_file_says(duration, length):
    found = timing([1.0], last_duration=duration)
    assert (found.start, found.end, found.regular) == (1.0, 1.0 + length, True)


def test_times_in_order_are_taken_as_they_are():
    times, late = times_in_order([0.0, 0.1, 0.3], [None] * 3, first_packet=0.0, header_rate=10)
    assert (times.tolist(), late) == ([0.0, 0.1, 0.3], 0.0)


def test_times_that_go_back_and_forth_are_replaced_by_those_of_decoding():
    """As libavformat reports H.264 with B-frames in AVI; the last frames come when there are no more packets."""
    shown, decoded = [1, 3, 4, 2, 6, 5], [2, 3, 4, 5, None, None]
    times, late = times_in_order(
        [float(each) for each in shown], [each and float(each) for each in decoded], first_packet=0.0, header_rate=1
    )
    assert (times.tolist(), late) == ([0, 1, 2, 3, 4, 5], 2)


def test_frames_without_any_times_follow_the_header():
    times, late = times_in_order([None] * 3, [None] * 3, first_packet=0.0, header_rate=10)
    assert (times.tolist(), late) == (pytest.approx([0, 0.1, 0.2]), 0.0)
