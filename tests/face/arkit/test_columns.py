"""Blend shapes, times and angles among the columns of a table."""

import pytest

from face.arkit import BLEND_SHAPES
from face.arkit.columns import find_columns, has_blend_shape
from face.errors import InputError


@pytest.mark.parametrize(
    "name",
    [
        "mouthSmileLeft", "MouthSmileLeft", "MOUTHSMILELEFT", "mouthSmile_L", "mouth_smile_left", "Mouth Smile Left",
        "mouth-smile-l", "leftMouthSmile", "L_MouthSmile", "mouthLeftSmile", "mouth.smile.left", "mouthsmilel",
    ],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["", "blendShapes.", "ARKit:", "bs_", "face/", "Char1|head.", "blendShape2.bs_"])
def test_a_blend_shape_is_found_in_any_spelling(name, prefix):
    columns = find_columns([f"{prefix}jawOpen", f"{prefix}{name}", f"{prefix}mouthClose"])
    assert columns.blend_shapes == {"jawOpen": 0, "mouthSmileLeft": 1, "mouthClose": 2}


@pytest.mark.parametrize("blend_shape", BLEND_SHAPES)
def test_no_spelling_means_two_blend_shapes(blend_shape):
    short = blend_shape.replace("Left", "_L").replace("Right", "_R")
    assert find_columns([short]).blend_shapes == {blend_shape: 0}


def test_the_prefix_of_most_columns_counts():
    columns = find_columns(["raw.JawOpen", "blendShapes.MouthClose", "blendShapes.JawOpen", "blendShapes.JawLeft"])
    assert columns.blend_shapes == {"mouthClose": 1, "jawOpen": 2, "jawLeft": 3}
    assert any("are left out: raw.JawOpen" in note for note in columns.notes)


def test_times_stand_before_frame_numbers_and_angles_are_known():
    columns = find_columns(["", "Frame#", "blendShapes.timeCode", "JawOpen", "HeadYaw", "eyeLeft_pitch", "_neutral"])
    assert [column.name for _, column in columns.times] == ["blendShapes.timeCode", "Frame#"]
    assert columns.angles == (4, 5)
    assert not any("left out" in note for note in columns.notes)


def test_columns_that_are_left_out_are_named():
    notes = find_columns(["jawOpen", "JawOpen", "mouthOpen", "emotion_values.joy", "BlendShapeCount"]).notes
    assert any("more than one column; the first counts, these are left out: JawOpen" in note for note in notes)
    assert "columns look like blend shapes but are none of ARKit's 52 and are left out: mouthOpen" in notes
    assert "columns are left out: emotion_values.joy" in notes


def test_long_lists_are_shortened():
    notes = find_columns(["jawOpen", *(f"extra{number}" for number in range(20))]).notes
    assert notes[-1].endswith("extra7 and 12 more")


def test_another_programs_poses_are_refused():
    poses = ["browLowerL", "browLowerR", "eyesCloseL", "eyesCloseR", "jawDrop", "jawThrust", "lipPucker", "lipSuck"]
    with pytest.raises(InputError, match=r"no column is an ARKit blend shape.*not browLowerL"):
        find_columns(poses)
    with pytest.raises(InputError, match=r"only tongueOut are there, beside browLowerL.*export ARKit's 52"):
        find_columns([*poses, "tongueOut"])


def test_names_without_end_are_no_blend_shapes():
    assert not has_blend_shape(["._" * 100_000 + "jawOpen"])
