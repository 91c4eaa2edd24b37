"""Tables of blend shapes as text, as programs really write them."""

import csv
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face import arkit
from face.errors import InputError
from face.reading.options import ReadOptions


def write_clip(tmp_path, rows, header=("Timecode", "BlendShapeCount", "JawOpen", "EyeBlinkLeft")):
    path = tmp_path / "clip.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in (header, *rows)) + "\n")
    return path


def jaw(curves):
    return curves.weights[:, arkit.BLEND_SHAPES.index("jawOpen")].tolist()


@pytest.mark.parametrize("rate", [24.0, 25.0, 29.97, 30.0, 59.94, 60.0, 120.0])
def test_write_read_round_trip(tmp_path, rate):
    weights = np.random.default_rng(0).random((150, 52)).astype(np.float32)
    arkit.write_csv(tmp_path / "c.csv", weights, np.arange(150) / rate, rate)
    curves = arkit.read_csv(tmp_path / "c.csv")
    np.testing.assert_allclose(curves.weights, weights, atol=1e-6)
    np.testing.assert_allclose(curves.times, np.arange(150) / rate, atol=1e-4)
    assert curves.rate == pytest.approx(rate, rel=1e-4)
    assert curves.notes == ()
    assert curves.given.all()


def test_columns_in_any_order_and_case_among_unknown_ones(tmp_path):
    header = ("HeadYaw", "eyeblinkleft", "JAWOPEN", "timecode", "LeftEyeYaw")
    rows = [(9, 0.25, 0.5, f"00:00:01:{frame:02d}.000", 9) for frame in range(3)]
    curves = arkit.read_csv(write_clip(tmp_path, rows, header))
    assert jaw(curves) == [0.5] * 3
    assert curves.weights[:, arkit.BLEND_SHAPES.index("eyeBlinkLeft")].tolist() == [0.25] * 3


def test_missing_columns_give_a_note_and_undriven_faps(tmp_path):
    curves = arkit.read_csv(write_clip(tmp_path, [("00:00:00:00", 52, 0.5, 0)]))
    assert "columns are missing and stay 0: eyeLookDownLeft" in curves.notes[0]
    assert curves.given.sum() == 2
    driven = arkit.faps_from_blend_shapes(curves).driven[0]
    assert driven[0]
    assert not driven[arkit.BLEND_SHAPE_FAPS[arkit.BLEND_SHAPES.index("browInnerUp")] != 0].any()


def test_dropped_frames_keep_their_times(tmp_path):
    frames = [0, 1, 2, 5, 6, 59]
    rows = [(f"10:00:00:{frame:02d}.250", 52, frame / 100, 0) for frame in frames] + [("10:00:01:00.250", 52, 0.6, 0)]
    curves = arkit.read_csv(write_clip(tmp_path, rows))
    np.testing.assert_allclose(curves.times, np.array([*frames, 60]) / 60, atol=1e-9)
    assert curves.rate == 60
    assert any("54 frames are missing" in note for note in curves.notes)


def test_30_frames_a_second_in_a_timecode_of_60(tmp_path):
    rows = [(f"00:00:{frame // 60:02d}:{frame % 60:02d}", 52, 0.1, 0) for frame in range(0, 150, 2)]
    assert arkit.read_csv(write_clip(tmp_path, rows)).rate == 30


def test_timecodes_continue_over_midnight(tmp_path):
    rows = [("23:59:59:58", 52, 0, 0), ("23:59:59:59", 52, 0, 0), ("00:00:00:00", 52, 0, 0)]
    np.testing.assert_allclose(arkit.read_csv(write_clip(tmp_path, rows)).times, np.arange(3) / 60, atol=1e-9)


def test_plain_seconds(tmp_path):
    curves = arkit.read_csv(write_clip(tmp_path, [(i * 0.04, 0.1) for i in range(5)], ("time", "jawOpen")))
    assert curves.rate == 25


def test_without_times_60_fps_is_assumed_with_a_note(tmp_path):
    curves = arkit.read_csv(write_clip(tmp_path, [("", 52, 0.1, 0) for _ in range(3)]))
    assert curves.rate == 60
    assert any("nothing tells the times" in note for note in curves.notes)


def test_gaps_hold_the_last_value_and_values_are_clipped(tmp_path):
    values = ["", 0.5, "nan", "inf", 1.25, -0.1]
    rows = [(f"0:0:0:{frame}", 52, value, 0) for frame, value in enumerate(values)]
    curves = arkit.read_csv(write_clip(tmp_path, rows))
    assert jaw(curves) == [0, 0.5, 0.5, 0.5, 1, 0]
    assert any("3 cells" in note for note in curves.notes)
    assert any("clipped" in note for note in curves.notes)


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        ("", "line 1: no column is an ARKit blend shape"),
        ("Timecode,Smile\n0,1\n", "line 1: no column is an ARKit blend shape"),
        ("Timecode,JawOpen\n", "line 2: the file holds no frame"),
        ("Timecode,JawOpen\n0:0:0:0,0.5\n0:0:0:1,wide\n", "line 3: jawOpen is not a number but 'wide'"),
        ("Timecode,JawOpen\n0:0:0:0\n", "line 2: 2 cells are expected, 1 are there"),
        ("Time,JawOpen\n0,0,5\n0,04,0,6\n", "line 2: 2 cells are expected, 3 are there; decimal commas need"),
        ("\n" * 30 + "Time,JawOpen\n0,1\n", "line 1: no column is an ARKit blend shape"),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(tmp_path, text, expected_message):
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(InputError, match=rf"x\.csv, {expected_message}"):
        arkit.read_csv(tmp_path / "x.csv")


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv can't be read: No such file"):
        arkit.read_csv(tmp_path / "gone.csv")


@given(st.text(max_size=200))
def test_any_text_is_read_or_an_input_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("fuzz") / "x.csv"
    path.write_text("Timecode,JawOpen\n" + text, encoding="utf-8", newline="")
    try:
        assert np.isfinite(arkit.read_csv(path).weights).all()
    except InputError as error:
        assert str(error).startswith(str(path))  # noqa: PT017 - any text may also be a file


def test_a_byte_order_mark_is_ignored(tmp_path):
    with (tmp_path / "s.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["JawOpen"], [0.5]])
    assert jaw(arkit.read_csv(tmp_path / "s.csv")) == [0.5]


TABLE = [(f"{i / 25:.2f}", f"{i % 10 / 10:.1f}") for i in range(50)]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["Time;JawOpen", *(";".join(row).replace(".", ",") for row in TABLE)]),
        "\n".join(["Time\tJawOpen", *("\t".join(row) for row in TABLE)]),
        "\r\n".join(["Time|JawOpen", *("|".join(row) for row in TABLE)]),
        "\r".join(["Time,JawOpen", *(",".join(row) for row in TABLE)]),
        "\n".join(['"Time","JawOpen"', *(f'"{time}","{value}"'.replace(".", ",") for time, value in TABLE)]),
        "\n".join(["Time,JawOpen,", *(f"{time},{value}," for time, value in TABLE), "", ",,"]),
        "\n".join(["", "Time, JawOpen ", *(", ".join(row) for row in TABLE)]),
    ],
    ids=["semicolons", "tabs", "bars", "old Mac", "quoted decimal commas", "commas at the end", "spaces"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_separators_line_ends_and_encodings(tmp_path, text, encoding):
    (tmp_path / "c.csv").write_bytes(text.encode(encoding))
    curves = arkit.read_csv(tmp_path / "c.csv")
    assert jaw(curves) == pytest.approx([i % 10 / 10 for i in range(50)])
    assert (curves.rate, curves.times[-1]) == (25, pytest.approx(49 / 25))


def read_table(tmp_path, header, rows, **options):
    path = tmp_path / "t.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in (header, *rows)) + "\n")
    return arkit.read_csv(path, ReadOptions(**options))


def test_lines_before_the_header_are_noted(tmp_path):
    rows = [("JawOpen", "Time"), *((0.5, i / 25) for i in range(10))]
    assert "2 lines before the header left out" in read_table(tmp_path, ("sep=,\n# made by",), rows).notes


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path):
    curves = read_table(tmp_path, ("Time", "JawOpen"), [(0, 0.1), (0.04, 0.2), ("0.0",)])
    assert len(curves.weights) == 2
    assert "line 4 was cut off and is left out" in curves.notes


@pytest.mark.parametrize("values", [range(0, 100, 2), [0.25] * 49 + [80]])
def test_percent_are_recognised(tmp_path, values):
    curves = read_table(tmp_path, ("Time", "JawOpen"), [(i / 25, value) for i, value in enumerate(values)])
    assert jaw(curves) == pytest.approx([value / 100 for value in values])
    assert f"weights of up to {max(values)} are read as percent, 0 to 100" in curves.notes


def test_weights_a_little_outside_are_clipped_and_counted(tmp_path):
    values = [*np.linspace(0, 1, 200), 1.2, 1.0004, -0.25]
    curves = read_table(tmp_path, ("Time", "JawOpen"), [(i / 25, value) for i, value in enumerate(values)])
    assert "weights outside 0 to 1 are clipped: 1 above 1 (up to 1.2) and 1 below 0 (down to -0.25)" in curves.notes
    assert curves.weights.max() == 1


def test_weights_of_no_known_scale_are_refused(tmp_path):
    with pytest.raises(InputError, match="up to 255 are neither 0 to 1 nor 0 to 100"):
        read_table(tmp_path, ("Time", "JawOpen"), [(i / 25, i) for i in range(0, 256, 5)])


def test_angles_are_noted_only_where_the_head_moves(tmp_path):
    header = ("Time", "JawOpen", "HeadYaw", "LeftEyePitch")
    still = read_table(tmp_path, header, [(i / 25, 0.1, 0, 0.0) for i in range(10)])
    turned = read_table(tmp_path, header, [(i / 25, 0.1, 0.2, 0.0) for i in range(10)])
    assert not any("angles" in note for note in still.notes)
    assert any("angles of head and eyes are left out" in note for note in turned.notes)


def test_a_time_column_that_holds_something_else_is_refused(tmp_path):
    rows = [(0, 0.1), ("", 0.2), (0.08, 0.3)]
    with pytest.raises(InputError, match=r"the column Time holds '', which is no time; correct it, or give"):
        read_table(tmp_path, ("Time", "JawOpen"), rows)
    assert read_table(tmp_path, ("Time", "JawOpen"), rows, rate=30).rate == 30


def test_frame_numbers_stand_in_for_times_that_are_all_the_same(tmp_path):
    rows = [("00:00:00:00", i, 0.1) for i in range(5)]
    assert read_table(tmp_path, ("Timecode", "Frame", "JawOpen"), rows, rate=24).rate == 24


def test_a_second_header_begins_a_second_take(tmp_path):
    take = [(i / 25, 0.5) for i in range(10)]
    with pytest.raises(InputError, match="holds 2 takes"):
        read_table(tmp_path, ("Time", "JawOpen"), [*take, ("Time", "JawOpen"), *take])
    with pytest.raises(InputError, match="holds 2 takes"):
        read_table(tmp_path, ("n", "JawOpen"), [*take, ("n", "JawOpen"), *take])
    curves = read_table(tmp_path, ("Time", "JawOpen"), [*take, ("Time", "JawOpen"), *take[:5]], take=2)
    assert len(curves.weights) == 5


def test_a_timecode_counted_at_12_is_even(tmp_path):
    rows = [(f"12:00:{i // 12:02d}:{i % 12:02d}.{i:03d}", 0.1) for i in range(1, 37)]
    curves = read_table(tmp_path, ("Timecode", "JawOpen"), rows)
    np.testing.assert_allclose(np.diff(curves.times), 1 / 12, rtol=2e-3)
    assert curves.rate == 12


def test_whole_seconds_in_each_row_are_no_times(tmp_path):
    rows = [(f"00:{i // 60:02d}:{i % 60:02d}:00.000", 0.1) for i in range(75)]
    with pytest.raises(InputError, match=r"the rows are 1 s apart, too far for motion; .*`--rate`"):
        read_table(tmp_path, ("Timecode", "JawOpen"), rows)
    assert read_table(tmp_path, ("Timecode", "JawOpen"), rows, rate=25).times[-1] == pytest.approx(74 / 25)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda file: file.write("x" * 3_000_000), "line 1: is longer than"),
        (lambda file: file.write("JawOpen\n" + "1" * 3_000_000), "line 2: is longer than"),
        (lambda file: file.write("JawOpen" + ",x" * 400_000), "400001 columns are no table"),
        (lambda file: file.write('JawOpen\n"' + "1\n" * 200_000), "field larger than field limit"),
    ],
)
def test_hostile_files_need_little_memory(tmp_path, write, message):
    with (tmp_path / "x.csv").open("w") as file:
        write(file)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=message):
            arkit.read_csv(tmp_path / "x.csv")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("rows", "message"),
    [("1\n" * 11, "line 12: the file holds more than 10 frames"), ("\n" * 12, "line 12: .* more than 10 empty lines")],
)
def test_endless_files_are_refused(tmp_path, monkeypatch, rows, message):
    monkeypatch.setattr("face.arkit.csv_file.MAX_FRAMES", 10)
    (tmp_path / "x.csv").write_text("JawOpen\n" + rows)
    with pytest.raises(InputError, match=message):
        arkit.read_csv(tmp_path / "x.csv")
