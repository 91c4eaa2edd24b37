"""Which rows are frames, and when."""

import numpy as np
import pytest

from face.errors import InputError
from face.times.frame_times import frame_times, measured_rate
from face.times.timecode import SECONDS_PER_DAY, Clock


def frames(times, *, same=None, starts=(), rate=None, take=None, day=None):
    """Return the frames of rows with these times, and the notes."""
    notes = []
    times = np.array(times, np.float64)
    equal = np.zeros(len(times) - 1, np.bool_)
    equal[list(same or ())] = True
    return frame_times(Clock(times, day), equal, starts, rate=rate, take=take, notes=notes), notes


REGULAR = np.arange(90) / 30


def test_regular_rows_are_frames_as_they_are():
    read, notes = frames(REGULAR + 100)
    np.testing.assert_array_equal(read.rows, np.arange(90))
    np.testing.assert_allclose(read.times, REGULAR, atol=1e-9)
    assert (read.rate, notes) == (30, [])


def test_a_repeated_row_is_left_out():
    times = np.insert(REGULAR, 45, REGULAR[44])
    read, notes = frames(times, same=[44])
    np.testing.assert_allclose(read.times, REGULAR)
    assert (read.rate, notes) == (30, ["1 row is left out as a copy of the row before"])
    assert "other values" in frames(times)[1][0]


@pytest.mark.parametrize(("per_tick", "tick"), [(25, 1), (2, 1 / 30), (3, 0.1)])
def test_rows_of_a_coarse_clock_are_spread(per_tick, tick):
    times = np.repeat(np.arange(6) * tick, per_tick)
    read, notes = frames(times, same=range(0, len(times) - 1, 7))
    assert read.rate == pytest.approx(per_tick / tick)
    np.testing.assert_allclose(read.times, np.arange(len(times)) * tick / per_tick, atol=1e-9)
    assert "spread evenly" in notes[0]


def test_a_coarse_clock_may_begin_and_end_between_its_ticks():
    read, _ = frames((np.arange(90) + 7) // 25)
    assert read.rate == 25
    np.testing.assert_allclose(read.times, np.arange(90) / 25)


def test_a_gap_of_a_coarse_clock_stays():
    read, _ = frames(np.repeat([0, 1, 4, 5], 25))
    assert read.times[50] - read.times[49] == pytest.approx(2.04)


def test_missing_frames_are_counted_and_the_others_keep_their_times():
    read, notes = frames(np.delete(REGULAR, [10, 11, 50]))
    np.testing.assert_allclose(read.times, np.delete(REGULAR, [10, 11, 50]))
    assert notes == ["3 frames are missing in the recording (longest gap 0.10 s); straight lines bridge the gaps"]


@pytest.mark.parametrize(
    ("second", "starts"),
    [(REGULAR, ()), (REGULAR + 20, ()), (REGULAR + 3, (90,)), (REGULAR - 50, ())],
    ids=["back to 0", "a pause", "a second header", "before the first"],
)
def test_several_takes_are_never_joined(second, starts):
    times = [*REGULAR, *second]
    with pytest.raises(InputError, match=r"holds 2 takes \(1: rows 1-90, 2: rows 91-180\); choose one \(`--take`\)"):
        frames(times, starts=starts)
    read, notes = frames(times, starts=starts, take=2)
    np.testing.assert_array_equal(read.rows, np.arange(90, 180))
    np.testing.assert_allclose(read.times, REGULAR, atol=1e-9)
    assert notes == ["take 2 of 2 is read: 1: rows 1-90, 2: rows 91-180"]
    with pytest.raises(InputError, match="there is no take 3"):
        frames(times, starts=starts, take=3)


def test_a_take_goes_on_over_midnight():
    times = (REGULAR + SECONDS_PER_DAY - 1) % SECONDS_PER_DAY
    read, notes = frames(times, day=SECONDS_PER_DAY)
    np.testing.assert_allclose(read.times, REGULAR, atol=1e-9)
    assert notes == []


def test_a_single_row_far_away_is_no_take():
    read, notes = frames([*REGULAR, 1000])
    assert len(read.rows) == 90
    assert notes == ["1 row is far from all others in time and left out"]


def test_rows_out_of_order_are_sorted():
    times = REGULAR.copy()
    times[[20, 21]] = times[[21, 20]]
    read, notes = frames(times)
    np.testing.assert_array_equal(read.rows[19:23], [19, 21, 20, 22])
    np.testing.assert_allclose(read.times, REGULAR)
    assert notes == ["1 row is out of order and sorted by time"]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (np.arange(75.0), "the rows are 1 s apart, too far for motion"),
        (REGULAR[::-1], "rise and fall"),
        (np.arange(75) * 1e-5, "0.01 ms apart, which is no frame rate"),
        ([3.0, 3.0, 3.0], "all rows have the same time"),
    ],
)
def test_times_that_are_none_need_a_rate(times, message):
    with pytest.raises(InputError, match=message):
        frames(times)
    read, notes = frames(times, rate=25)
    assert (len(read.rows), read.rate) == (len(times), 25)
    np.testing.assert_allclose(read.times, np.arange(len(times)) / 25)
    assert "don't fit 25 frames per second and are ignored" in notes[0]


def test_times_that_fit_a_given_rate_are_kept():
    read, notes = frames(np.delete(REGULAR, 10), rate=30)
    assert read.times[10] == pytest.approx(11 / 30)
    assert len(notes) == 1


@pytest.mark.parametrize("rate", [10, 12, 15, 20, 24000 / 1001, 24, 25, 30000 / 1001, 30, 48, 50, 60, 100, 120])
def test_the_rate_is_measured_although_times_are_rounded(rate):
    assert measured_rate(np.round(np.arange(400) / rate, 3)) == pytest.approx(rate, rel=2e-3)


def test_film_counted_as_video_has_24_frames_a_second():
    counted = np.cumsum(np.tile([2, 3], 60)) / 60
    read, notes = frames(counted)
    assert read.rate == pytest.approx(24, rel=2e-3)
    assert notes == []


def test_one_row_is_one_frame():
    read, _ = frames([5.0])
    assert (read.rows.tolist(), read.times.tolist()) == ([0], [0.0])
