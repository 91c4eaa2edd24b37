"""ARKit's blend shapes: their table in FAPs, and CSV files as Live Link Face writes them."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face import arkit
from face.arkit import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.errors import InputError
from face.faps import FAPS, fap_index


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


def test_missing_columns_give_a_warning_and_undriven_faps(tmp_path):
    curves = arkit.read_csv(write_clip(tmp_path, [("00:00:00:00", 52, 0.5, 0)]))
    assert "mouthPucker" in curves.notes[0]
    assert "jawOpen" not in curves.notes[0]
    driven = arkit.faps_from_blend_shapes(curves).driven[0]
    assert driven[0]
    assert not driven[arkit.BLEND_SHAPE_FAPS[arkit.BLEND_SHAPES.index("browInnerUp")] != 0].any()


def test_dropped_frames_keep_their_times(tmp_path):
    frames = [0, 1, 2, 5, 6, 59]
    rows = [(f"10:00:00:{frame:02d}.250", 52, frame / 100, 0) for frame in frames] + [("10:00:01:00.250", 52, 0.6, 0)]
    curves = arkit.read_csv(write_clip(tmp_path, rows))
    np.testing.assert_allclose(curves.times, np.array([*frames, 60]) / 60, atol=1e-9)
    assert curves.rate == 60
    assert any("54 frames are missing" in warning for warning in curves.notes)


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
    assert any("3 cells" in warning for warning in curves.notes)
    assert any("clipped" in warning for warning in curves.notes)


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        ("", "line 1: no column is an ARKit blend shape"),
        ("Timecode,Smile\n0,1\n", "line 1: no column is an ARKit blend shape"),
        ("Timecode,JawOpen\n", "line 2: the file holds no frame"),
        ("Timecode,JawOpen\n0:0:0:0,0.5\n0:0:0:1,wide\n", "line 3: jawOpen is not a number but 'wide'"),
        ("Timecode,JawOpen\n0:0:0:0\n", "line 2: 2 cells are expected, 1 are there"),
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


MIRROR = [fap_index(fap.mirror or fap.number) for fap in FAPS]
SIDEWAYS = np.array([-1 if fap.mirror is None and fap.axis and fap.axis[0] else 1 for fap in FAPS])
TURNED = np.where(np.isin([fap.number for fap in FAPS], (23, 24)), -1, SIDEWAYS)


def mirrored_name(unit):
    """Return the unit's name in a mirror."""
    if unit.endswith("Left"):
        return unit.removesuffix("Left") + "Right"
    return unit.removesuffix("Right") + "Left" if unit.endswith("Right") else unit


def test_there_are_52_blend_shapes_and_each_moves_a_fap():
    assert len(BLEND_SHAPES) == 52
    assert (BLEND_SHAPE_FAPS != 0).any(axis=1).all()


@pytest.mark.parametrize("unit", BLEND_SHAPES)
def test_blend_shapes_are_symmetric(unit):
    mirrored = BLEND_SHAPE_FAPS[BLEND_SHAPES.index(unit)][MIRROR] * TURNED
    np.testing.assert_array_equal(mirrored, BLEND_SHAPE_FAPS[BLEND_SHAPES.index(mirrored_name(unit))])


def test_blend_shapes_stay_within_the_fap_range():
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    assert ((low <= BLEND_SHAPE_FAPS) & (high >= BLEND_SHAPE_FAPS)).all()


def test_eye_blink_closes_the_eye():
    blink = BLEND_SHAPE_FAPS[BLEND_SHAPES.index("eyeBlinkLeft")]
    assert blink[fap_index(19)] + blink[fap_index(21)] == 1024


def test_mouth_close_closes_lips_opened_by_the_jaw():
    both = BLEND_SHAPE_FAPS[BLEND_SHAPES.index("jawOpen")] + BLEND_SHAPE_FAPS[BLEND_SHAPES.index("mouthClose")]
    assert not both[[fap_index(number) for number in (4, 5, 8, 9, 10, 11, 51, 52)]].any()
    assert both[fap_index(3)] > 0
