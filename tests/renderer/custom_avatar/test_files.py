"""The digest of a custom avatar: it depends on each of its files, and imports no heavy library."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from face.errors import InputError
from renderer.custom_avatar import files
from renderer.custom_avatar.description import read_description
from tests.renderer import small_head

TRIANGLE = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]]).tobytes()


@pytest.fixture
def description_path(tmp_path):
    """Give an avatar whose glTF file has its numbers and a picture in files of their own."""
    buffers = [{"uri": "the%20numbers.bin", "byteLength": 36}, {"uri": "data:;base64,AAAA", "byteLength": 3}]
    named = {"asset": {"version": "2.0"}, "buffers": buffers, "images": [{"uri": "skin.png"}, {"bufferView": 0}]}
    (tmp_path / "ada.gltf").write_text(json.dumps(named))
    (tmp_path / "the numbers.bin").write_bytes(TRIANGLE)
    (tmp_path / "skin.png").write_bytes(b"a picture")
    (tmp_path / "avatar.json").write_text(json.dumps(small_head.description(mesh="ada.gltf")))
    return tmp_path / "avatar.json"


@pytest.mark.parametrize("name", ["avatar.json", "ada.gltf", "the numbers.bin", "skin.png"])
def test_the_digest_depends_on_each_file(description_path, name):
    before = files.digest(description_path)
    assert files.digest(description_path) == before
    file = description_path.with_name(name)
    content = file.read_bytes()
    file.write_bytes(content.replace(b"}", b" }", 1) if b"}" in content else content[::-1] + b"x")
    assert files.digest(description_path) != before


def test_the_digest_ignores_other_files(description_path):
    before = files.digest(description_path)
    (description_path.parent / "notes.txt").write_text("draft")
    assert files.digest(description_path) == before


def test_the_digest_does_not_depend_on_the_folder(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    assert files.digest(small_head.write(tmp_path / "a")) == files.digest(small_head.write(tmp_path / "b"))


@pytest.mark.parametrize("name", ["avatar.json", "ada.gltf", "the numbers.bin", "skin.png"])
def test_a_missing_file_is_named(description_path, name):
    description_path.with_name(name).unlink()
    with pytest.raises(InputError, match=f"{name} can't be read: No such file"):
        files.digest(description_path)


@pytest.mark.parametrize("content", [b"", b"{", b"glTF", b"glTF" + bytes(16), b"[]", b'{"buffers": [3]}'])
def test_files_that_are_not_gltf_are_reported_in_one_sentence(description_path, content):
    description_path.with_name("ada.gltf").write_bytes(content)
    with pytest.raises(InputError, match=r"ada\.gltf is not "):
        files.digest(description_path)


def test_a_description_that_is_nested_deeply_is_refused(tmp_path):
    (tmp_path / "avatar.json").write_text('{"parts": ' + "[" * 5000)
    with pytest.raises(InputError, match="is not JSON"):
        read_description(tmp_path / "avatar.json")


def test_custom_avatars_are_paths_of_descriptions():
    assert files.is_custom_avatar("ada/avatar.json")
    assert not files.is_custom_avatar("woman")


def test_settings_of_a_custom_avatar_import_no_library_for_meshes_or_drawing(description_path):
    code = (
        "import sys; from renderer.settings import RenderSettings\n"
        f"RenderSettings(avatar={str(description_path)!r}).to_json()\n"
        "print(*{'trimesh', 'pyrender', 'PIL', 'scipy'} & sys.modules.keys())"
    )
    root = Path(__file__).parents[3]
    finished = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == ""
