"""Columns of times and their units."""

import numpy as np
import pytest

from face.errors import InputError
from face.times.time_units import read_clock, strange_time, time_column


@pytest.mark.parametrize(
    ("name", "is_time", "unit"),
    [
        ("Timecode", True, None), ("timeCode", True, None), ("Time", True, None), ("time", True, None),
        ("timestamp", True, None), ("TimeStamp", True, None), ("timestamp_ms", True, "milliseconds"),
        ("time_ms", True, "milliseconds"), ("Time (s)", True, "seconds"), ("time [ms]", True, "milliseconds"),
        ("TimeMS", True, "milliseconds"), ("seconds", True, "seconds"), ("t", True, None),
        ("frame_time", True, None), ("timestamp_us", True, "microseconds"), ("timestampNs", True, "nanoseconds"),
        ("blendShapes.timeCode", True, None), ("elapsed_sec", True, "seconds"), ("time in ms", True, "milliseconds"),
        ("frame", False, None), ("Frame#", False, None), ("frame_number", False, None), ("index", False, None),
    ],
)  # fmt: skip
def test_columns_of_times_are_known_by_name(name, is_time, unit):
    column = time_column(name)
    assert (column.is_time, column.unit) == (is_time, unit)


@pytest.mark.parametrize("name", ["", "jawOpen", "BlendShapeCount", "timeline", "mouthLeft", "emotion", "time_of_joy"])
def test_other_columns_are_no_times(name):
    assert time_column(name) is None


def seconds(name, numbers, rate=None, unit=None):
    """Return the times of a column from the first one, and the notes."""
    notes = []
    clock = read_clock(time_column(name), [str(number) for number in numbers], rate=rate, unit=unit, notes=notes)
    return (clock.seconds - clock.seconds[0]).tolist(), notes


@pytest.mark.parametrize(
    ("step", "unit"),
    [(0.04, "seconds"), (40, "milliseconds"), (40_000, "microseconds"), (40_000_000, "nanoseconds")],
)
@pytest.mark.parametrize("epoch", [0, 1_700_000_000])
def test_the_unit_is_found_by_the_step_between_rows(step, unit, epoch):
    factor = round(0.04 / step, 12) or 1
    numbers = [int(epoch / factor) + index * step for index in range(50)]
    times, notes = seconds("timestamp", numbers)
    np.testing.assert_allclose(times, np.arange(50) * 0.04, atol=1e-5)
    assert notes == ([] if unit == "seconds" else [f"the numbers of the column timestamp are taken for {unit}"])


def test_a_given_unit_counts():
    assert seconds("time", [0, 40, 80], unit="milliseconds")[0] == pytest.approx([0, 0.04, 0.08])
    assert seconds("time_ms", [0, 1, 2], unit="seconds")[0] == [0, 1, 2]
    assert seconds("time", [0, 3, 6], rate=30, unit="frames")[0] == pytest.approx([0, 0.1, 0.2])


def test_frame_numbers_need_a_rate_or_60_is_assumed():
    assert seconds("frame", [5, 6, 8], rate=30) == (pytest.approx([0, 1 / 30, 0.1]), [])
    for name in ("frame", "Timecode"):
        times, notes = seconds(name, [1, 2, 3])
        assert times == pytest.approx([0, 1 / 60, 2 / 60])
        assert f"the column {name} counts frames" in notes[0]
        assert "60 are assumed" in notes[0]


def test_dates_with_times_are_read():
    dates = ["2024-05-01T12:00:00.000Z", "2024-05-01T12:00:00.040Z", "2024-05-01T12:00:00.080Z"]
    assert seconds("time", dates)[0] == pytest.approx([0, 0.04, 0.08])
    assert seconds("time", [date.replace("T", " ").strip("Z") for date in dates])[0] == pytest.approx([0, 0.04, 0.08])


def test_times_of_another_unit_than_given_are_refused():
    with pytest.raises(InputError, match="holds timecodes such as 00:00:00:00, not milliseconds"):
        seconds("time", ["00:00:00:00"], unit="milliseconds")
    with pytest.raises(InputError, match=r"holds no timecodes but numbers such as 0.1"):
        seconds("time", [0.1, 0.2], unit="timecode")


@pytest.mark.parametrize(
    ("cells", "strange"),
    [
        (["0", "x"], "x"),
        (["x", "0"], "x"),
        (["0", "", "1"], ""),
        (["0", "00:00:00:00"], "00:00:00:00"),
        (["inf"], "inf"),
    ],
)
def test_the_first_cell_that_is_no_time_is_named(cells, strange):
    assert read_clock(time_column("time"), cells, rate=None, unit=None, notes=[]) is None
    assert strange_time(cells) == strange
