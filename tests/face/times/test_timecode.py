"""Timecodes as seconds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.times.timecode import COUNTING_RATES, drop_frame_numbers, format_timecode, parse_timecodes, read_timecodes


def seconds(codes, rate=None):
    """Return the times of timecodes from the first one, and the notes."""
    notes = []
    clock = read_timecodes(parse_timecodes(codes), rate, notes)
    return clock.seconds - clock.seconds[0], notes


def counted(count, total, rate, start=0):
    """Return timecodes of `total` frames that count `count` a second."""
    return [
        f"10:{(start + i) // count // 60:02d}:{(start + i) // count % 60:02d}:{(start + i) % count:02d}"
        for i in range(total)
    ]


@pytest.mark.parametrize("count", [*COUNTING_RATES, 14, 33])
@pytest.mark.parametrize("start", [0, 7])
def test_the_counting_rate_is_found(count, start):
    times, notes = seconds(counted(count, 3 * count, count, start))
    np.testing.assert_allclose(times, np.arange(3 * count) / count, atol=1e-9)
    assert notes == []


@pytest.mark.parametrize(("count", "step"), [(60, 2), (60, 4), (30, 2), (120, 4), (100, 4)])
def test_frames_may_be_counted_faster_than_they_come(count, step):
    codes = counted(count, 3 * count, count)[::step]
    np.testing.assert_allclose(seconds(codes)[0], np.arange(len(codes)) * step / count, atol=1e-9)


def test_lost_frames_don_t_change_the_counting_rate():
    kept = [code for number, code in enumerate(counted(60, 300, 60)) if number % 60 not in (58, 59) and number % 7]
    times, _ = seconds(kept)
    assert times[-1] - times[0] == pytest.approx(296 / 60)


def test_frames_in_one_second_are_counted_at_the_given_rate_or_60_is_assumed():
    codes = counted(25, 20, 25)
    assert seconds(codes, rate=25)[0][-1] == pytest.approx(19 / 25)
    times, notes = seconds(codes)
    assert times[-1] == pytest.approx(19 / 60)
    assert "lie in one second" in notes[0]


def drop_frame_code(number, count):
    """Return the drop-frame timecode of a frame: the rule itself, minute by minute, as SMPTE 12M states it."""
    drop = count // 15
    whole_ten = 10 * 60 * count - 9 * drop
    tens, rest = divmod(number, whole_ten)
    minute = 0
    while rest >= (length := 60 * count - (drop if minute else 0)):
        rest -= length
        minute += 1
    rest += drop if minute else 0
    total = tens * 10 + minute
    return f"{total // 60:02d}:{total % 60:02d}:{rest // count:02d};{rest % count:02d}"


@pytest.mark.parametrize("count", [30, 60])
def test_drop_frame_is_exact_over_24_hours(count):
    per_day = 24 * 6 * (600 * count - 9 * (count // 15))
    numbers = np.unique(np.concatenate([np.arange(0, per_day, 997), np.arange(1790, 1810) * (count // 30)]))
    codes = parse_timecodes([drop_frame_code(int(number), count) for number in numbers])
    np.testing.assert_array_equal(drop_frame_numbers(codes.whole, codes.frames, count), numbers)
    assert drop_frame_code(per_day - 1, count) == f"23:59:59;{count - 1}"


def test_drop_frame_times_pass_a_minute_evenly():
    codes = [drop_frame_code(number, 30) for number in range(1700, 1900)]
    times, notes = seconds(codes)
    np.testing.assert_allclose(times, np.arange(200) * 1001 / 30000, atol=1e-9)
    assert notes == []


def test_drop_frame_is_recognised_without_its_semicolon():
    codes = [drop_frame_code(number, 60).replace(";", ":") for number in range(3500, 7400)]
    times, notes = seconds(codes)
    np.testing.assert_allclose(times, np.arange(3900) * 1001 / 60000, atol=1e-9)
    assert "read as drop-frame" in notes[0]
    lost, notes = seconds(counted(30, 1795, 30) + counted(30, 100, 30, start=1803))
    assert (lost[-1], notes) == (pytest.approx(1902 / 30), [])


def test_a_semicolon_drops_nothing_at_25_frames():
    times, notes = seconds([code[:8] + ";" + code[9:] for code in counted(25, 75, 25)])
    np.testing.assert_allclose(times, np.arange(75) / 25, atol=1e-9)
    assert "none is dropped" in notes[0]


@pytest.mark.parametrize(
    "codes",
    [
        [f"00:00:{i // 25:02d}.{i % 25 * 40:03d}" for i in range(75)],  # decimals
        [f"00:00:{i // 25:02d},{i % 25 * 40:03d}" for i in range(75)],
        [f"00:{i // 25:02d}.{i % 25 * 40:03d}" for i in range(75)],  # minutes and seconds
        [f"00:00:{i // 25:02d}.{i % 25 * 4:02d}" for i in range(75)],  # hundredths
        [f"00:00:{i // 25:02d}.{i % 25:02d}" for i in range(75)],  # frames after a dot
        [f"00:00:{i // 25:02d}:{i % 25 * 40:03d}" for i in range(75)],  # milliseconds
        [f"00:00:{i // 25:02d}:{i % 25 * 40000:06d}" for i in range(75)],  # microseconds
        [f"0:00:{i // 25}:{i % 25}" for i in range(75)],
        [f"00;00;{i // 25:02d};{i % 25:02d}" for i in range(75)],
        [f"00:00:{i // 25:02d}:{i % 25:02d}.{i % 25 * 40:03d}" for i in range(75)],  # milliseconds after the frames
        [f"00:00:{i // 25:02d}" + (f".{i % 25 * 40:03d}" if i % 25 else "") for i in range(75)],
    ],
    ids=range(11),
)
def test_every_way_to_write_25_frames_a_second(codes):
    np.testing.assert_allclose(seconds(codes)[0], np.arange(75) / 25, atol=1e-9)


@pytest.mark.parametrize("total", [12, 40, 150])
def test_milliseconds_of_the_second_after_the_frames(total):
    codes = [
        f"00:00:{i // 60:02d}:{i % 60 * 1000 // 60 * 60 // 1000:02d}.{i % 60 * 1000 // 60:03d}" for i in range(total)
    ]
    times, notes = seconds(codes)
    np.testing.assert_allclose(times, np.arange(total) / 60, atol=1e-3)
    assert notes == []


def test_a_fraction_of_a_frame_counts_but_a_number_of_the_row_does_not():
    fraction = [f"{code}.{number % 3 * 250:03d}" for number, code in enumerate(counted(30, 90, 30))]
    np.testing.assert_allclose(seconds(fraction)[0], (np.arange(90) + np.arange(90) % 3 / 4) / 30, atol=1e-9)
    counter = [f"{code}.{number % 1000:03d}" for number, code in enumerate(counted(30, 1200, 30))]
    times, notes = seconds(counter)
    np.testing.assert_allclose(times, np.arange(1200) / 30, atol=1e-9)
    assert "only count rows" in notes[0]


@pytest.mark.parametrize(
    "code", ["", "12", "1:2", "00:61:00:00", "00:00:75:00", "a:b:c:d", "00:00:00:00:00", "-1:00:00"]
)
def test_what_is_no_timecode(code):
    assert parse_timecodes(["00:00:00:00", code]) is None


@given(st.lists(st.floats(0, 86399), min_size=2, max_size=50), st.sampled_from([12.5, 24, 25, 29.97, 30, 48, 60, 120]))
def test_formatted_times_are_parsed_again(times, rate):
    codes = parse_timecodes([format_timecode(time, rate) for time in times])
    count = next(count for count in COUNTING_RATES if count >= rate)
    np.testing.assert_allclose(codes.whole + (codes.frames + codes.fraction) / count, times, atol=1.1e-3 / count)
