"""Names of morph targets as exporters write them."""

import pytest

from face.arkit import BLEND_SHAPES
from face.errors import InputError
from renderer.custom_avatar.morph_targets import match_morph_targets


@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.upper,
        lambda unit: "blendShape1." + unit,
        lambda unit: unit[0].upper() + unit[1:],
        lambda unit: unit.replace("Left", "_L").replace("Right", "_R") if unit[-1] == "t" else unit,
    ],
)
def test_units_are_found_in_every_spelling(spell):
    units, notes = match_morph_targets(
        [spell(unit) for unit in BLEND_SHAPES if unit not in ("jawLeft", "mouthLeft", "jawRight")], {}
    )
    assert units["jawOpen"] == spell("jawOpen")
    assert units["mouthSmileLeft"] == spell("mouthSmileLeft")
    assert len(units) >= 49
    assert not any("not used" in note for note in notes)


def test_missing_units_are_named_with_similar_names():
    names = [unit for unit in BLEND_SHAPES if unit != "mouthPucker"] + ["mouthPuckered"]
    notes = match_morph_targets(names, {})[1]
    assert "mouthPucker is missing (similar: mouthPuckered" in notes[0]
    assert "not used: mouthPuckered" in notes[1]


def test_a_described_name_stands_for_a_unit():
    names = [*(unit for unit in BLEND_SHAPES if unit != "jawOpen"), "Mund_auf"]
    units, notes = match_morph_targets(names, {"jawOpen": "Mund_auf"})
    assert units["jawOpen"] == "Mund_auf"
    assert notes == []


@pytest.mark.parametrize(
    ("names", "described_names", "message"),
    [
        (["jaw_open_wide", "eyeBlinkLeft", "eyeBlinkRight"], {}, "jawOpen: similar: jaw_open_wide"),
        (["A", "B"], {}, "eyeBlinkLeft: no similar name"),
        (list(BLEND_SHAPES), {"jawopen": "x"}, "units.jawopen is not one of ARKit's 52 blend shapes; similar: jawOpen"),
        (list(BLEND_SHAPES), {"jawOpen": "jawOpn"}, "no morph target 'jawOpn'; similar: jawOpen"),
    ],
)
def test_missing_required_units_and_wrong_descriptions_are_errors(names, described_names, message):
    with pytest.raises(InputError, match=message):
        match_morph_targets(names, described_names)
