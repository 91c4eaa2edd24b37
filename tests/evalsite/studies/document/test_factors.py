"""What conditions may differ in by design: only what `[design] factors` names, and that must be used."""

import pytest

from evalsite.studies.document import document, factors
from face.errors import InputError

ORIGINAL = {"name": "original", "original": True}
JOINT = {"name": "joint", "checkpoint": "x"}
OWN = {"name": "own", "videos": "own"}


def load(*conditions, named=()):
    tables = {"study": {"name": "faces", "title": "How natural?"}, "clips": [{"name": "a", "recording": "c/a"}]}
    return document.load_document(tables | {"conditions": list(conditions), "design": {"factors": named}})


def settings(*conditions, named):
    read = load(*conditions, named=named)
    return [factors.condition_settings(read, condition) for condition in read.conditions]


@pytest.mark.parametrize(("factor", "level"), [("avatar", "man"), ("deformer", "xface"), ("sound", "off")])
def test_a_factor_is_a_setting_of_its_condition_and_of_no_other(factor, level):
    first, second = settings(ORIGINAL, JOINT | {factor: level}, named=[factor])
    assert second == first | {factor: level}
    assert first == load(ORIGINAL, JOINT).render.settings(), "the key of its videos stays as it was without factors"


def test_one_network_may_be_shown_on_two_avatars():
    first, second = settings(JOINT, JOINT | {"name": "joint-on-man", "avatar": "man"}, named=["avatar"])
    assert (first["avatar"], second["avatar"]) == ("woman", "man")


def test_videos_have_no_settings_of_rendering_but_may_be_silent():
    video, silent = settings(OWN, OWN | {"name": "silent", "sound": "off"}, named=["sound"])
    assert video == {"size": [640, 480], "fps": 25, "crf": 18}
    assert silent == video | {"sound": "off"}


@pytest.mark.parametrize(
    ("conditions", "named", "expected_message"),
    [
        (
            (ORIGINAL, JOINT | {"avatar": "man"}),
            [],
            "conditions[2].avatar: conditions differ only in what [design] names",
        ),
        ((ORIGINAL, JOINT | {"sound": "on"}), [], 'write factors = ["sound"] there'),
        (
            (ORIGINAL, JOINT | {"avatar": "man", "sound": "off"}),
            ["avatar"],
            'write factors = ["avatar", "sound"] there',
        ),
        ((ORIGINAL, JOINT | {"avatar": "mann"}), ["avatar"], "conditions[2].avatar: there is no avatar called 'mann'"),
        ((ORIGINAL, JOINT | {"deformer": "x"}), ["deformer"], "conditions[2].deformer: there is no deformer 'x'"),
        ((ORIGINAL, OWN | {"avatar": "man"}), ["avatar"], "conditions[2].avatar: the videos of own are finished"),
        ((ORIGINAL, JOINT), ["avatar"], "design.factors: avatar is the same in all conditions"),
        (
            (ORIGINAL | {"sound": "off"}, JOINT | {"sound": "off"}),
            ["sound"],
            "design.factors: sound is the same in all",
        ),
        ((ORIGINAL, JOINT | {"avatar": "woman"}), ["avatar"], "design.factors: avatar is the same in all conditions"),
        ((OWN, OWN | {"name": "b"}), ["deformer"], "design.factors: deformer is the same in all conditions"),
        ((ORIGINAL, JOINT | {"sound": "off"}), ["sound", "sound"], "design.factors: sound is named twice"),
        ((ORIGINAL, JOINT), ["light"], "design.factors[1]: 'light' does not fit"),
        (
            (ORIGINAL, {"name": "still", "still": True, "deformer": "markers"}),
            ["deformer"],
            "conditions[2].still: a face at rest has no markers",
        ),
    ],
)
def test_what_is_no_factor_or_not_used_is_named(conditions, named, expected_message):
    with pytest.raises(InputError) as error:
        load(*conditions, named=named)
    assert expected_message in str(error.value)


def test_the_avatar_may_come_with_motion_files():
    assert load(ORIGINAL, {"name": "b", "motion": "b"}, named=["avatar"]), "only their files show it"


def test_a_document_without_factors_is_stored_as_before():
    assert "factors" not in load(ORIGINAL, JOINT).to_stored()["design"]
    assert load(ORIGINAL, JOINT | {"sound": "off"}, named=["sound"]).to_stored()["design"]["factors"] == ["sound"]


def test_every_factor_is_a_key_of_a_condition():
    for factor in factors.FACTORS:
        assert factor in type(load(ORIGINAL, JOINT).conditions[0]).model_fields
