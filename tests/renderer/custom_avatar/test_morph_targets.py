"""Morph targets' names, as exporters write them."""

import pytest

from face.arkit import BLEND_SHAPES
from face.errors import InputError
from renderer.custom_avatar.morph_targets import match_morph_targets


@pytest.mark.parametrize(
    "write",
    [
        str,
        str.upper,
        lambda unit: "blendShape1." + unit,
        lambda unit: unit[0].upper() + unit[1:],
        lambda unit: unit.replace("Left", "_L").replace("Right", "_R") if unit[-1] == "t" else unit,
    ],
)
def test_units_are_found_however_they_are_written(write):
    found, notes = match_morph_targets(
        [write(unit) for unit in BLEND_SHAPES if unit not in ("jawLeft", "mouthLeft", "jawRight")], {}
    )
    assert found["jawOpen"] == write("jawOpen")
    assert found["mouthSmileLeft"] == write("mouthSmileLeft")
    assert len(found) >= 49
    assert not any("not used" in note for note in notes)


def test_missing_units_are_named_with_what_is_near():
    names = [unit for unit in BLEND_SHAPES if unit != "mouthPucker"] + ["mouthPuckered"]
    notes = match_morph_targets(names, {})[1]
    assert "mouthPucker is missing (near is mouthPuckered" in notes[0]
    assert "not used: mouthPuckered" in notes[1]


def test_a_name_that_the_user_gives_stands_for_a_unit():
    names = [*(unit for unit in BLEND_SHAPES if unit != "jawOpen"), "Mund_auf"]
    found, notes = match_morph_targets(names, {"jawOpen": "Mund_auf"})
    assert found["jawOpen"] == "Mund_auf"
    assert notes == []


@pytest.mark.parametrize(
    ("names", "given", "says"),
    [
        (["jaw_open_wide", "eyeBlinkLeft", "eyeBlinkRight"], {}, "jawOpen: near is jaw_open_wide"),
        (["A", "B"], {}, "eyeBlinkLeft: none is near"),
        (list(BLEND_SHAPES), {"jawopen": "x"}, "units.jawopen is none of ARKit's 52 blend shapes; near is jawOpen"),
        (list(BLEND_SHAPES), {"jawOpen": "jawOpn"}, "no morph target 'jawOpn'; near is jawOpen"),
    ],
)
def test_what_a_face_needs_and_lacks_is_an_error(names, given, says):
    with pytest.raises(InputError, match=says):
        match_morph_targets(names, given)
