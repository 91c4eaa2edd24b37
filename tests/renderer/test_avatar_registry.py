"""Loading avatars by name or path."""

import pytest

from face.errors import InputError
from renderer import avatar_registry
from renderer.avatar.identity import IDENTITIES
from tests.renderer import small_head


def test_built_in_avatars_are_the_identities():
    assert avatar_registry.avatar_names() == tuple(IDENTITIES)
    assert avatar_registry.DEFAULT_AVATAR in IDENTITIES


def test_a_built_in_avatar_is_built_once():
    assert avatar_registry.load_avatar("woman") is avatar_registry.load_avatar()
    assert avatar_registry.avatar_notes("woman") == ()


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="no avatar called 'nobody'; there are: woman, man, older-woman"):
        avatar_registry.load_avatar("nobody")


def test_a_custom_avatar_is_built_once_and_again_when_its_files_change(tmp_path):
    path = str(small_head.write(tmp_path))
    avatar = avatar_registry.load_avatar(path)
    assert avatar_registry.load_avatar(path) is avatar
    small_head.write(tmp_path, attribution="made by other rules")
    assert avatar_registry.load_avatar(path).licence.endswith("made by other rules")


def test_notes_of_a_custom_avatar_name_what_it_lacks(tmp_path):
    description = small_head.description()
    parts = {name: part for name, part in description["parts"].items() if part != "tongue"}
    points = {name: place for name, place in description["feature_points"].items() if not name.startswith("6.")}
    path = small_head.write(tmp_path, parts=parts, feature_points=points)
    assert any("no tongue" in note for note in avatar_registry.avatar_notes(str(path)))
