"""The digest of somebody's own avatar: it changes with each of its files, and costs no heavy library."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from face.errors import InputError
from renderer.custom_avatar import files
from tests.renderer import small_head

TRIANGLE = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]]).tobytes()


@pytest.fixture
def apart(tmp_path):
    """Give an avatar whose glTF file has its numbers and a picture in files of their own."""
    buffers = [{"uri": "the%20numbers.bin", "byteLength": 36}, {"uri": "data:;base64,AAAA", "byteLength": 3}]
    named = {"asset": {"version": "2.0"}, "buffers": buffers, "images": [{"uri": "skin.png"}, {"bufferView": 0}]}
    (tmp_path / "ada.gltf").write_text(json.dumps(named))
    (tmp_path / "the numbers.bin").write_bytes(TRIANGLE)
    (tmp_path / "skin.png").write_bytes(b"a picture")
    (tmp_path / "avatar.json").write_text(json.dumps(small_head.description(mesh="ada.gltf")))
    return tmp_path / "avatar.json"


@pytest.mark.parametrize("name", ["avatar.json", "ada.gltf", "the numbers.bin", "skin.png"])
def test_each_file_counts(apart, name):
    before = files.digest(apart)
    assert files.digest(apart) == before
    file = apart.with_name(name)
    content = file.read_bytes()
    file.write_bytes(content.replace(b"}", b" }", 1) if b"}" in content else content[::-1] + b"x")
    assert files.digest(apart) != before


def test_a_file_beside_them_does_not(apart):
    before = files.digest(apart)
    (apart.parent / "notes.txt").write_text("draft")
    assert files.digest(apart) == before


def test_the_same_files_elsewhere_are_the_same_avatar(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    assert files.digest(small_head.write(tmp_path / "a")) == files.digest(small_head.write(tmp_path / "b"))


@pytest.mark.parametrize("name", ["avatar.json", "ada.gltf", "the numbers.bin", "skin.png"])
def test_a_file_that_is_lost_is_named(apart, name):
    apart.with_name(name).unlink()
    with pytest.raises(InputError, match=f"{name} can't be read: No such file"):
        files.digest(apart)


@pytest.mark.parametrize("content", [b"", b"{", b"glTF", b"glTF" + bytes(16), b"[]", b'{"buffers": [3]}'])
def test_what_is_no_gltf_is_one_sentence(apart, content):
    apart.with_name("ada.gltf").write_bytes(content)
    with pytest.raises(InputError, match=r"ada\.gltf is no "):
        files.digest(apart)


def test_only_a_path_to_a_description_is_somebodys_own():
    assert files.is_custom_avatar("ada/avatar.json")
    assert not files.is_custom_avatar("woman")


def test_no_library_that_draws_or_builds_is_loaded(apart):
    code = (
        "import sys; from renderer.settings import RenderSettings\n"
        f"RenderSettings(avatar={str(apart)!r}).to_json()\n"
        "print(*{'trimesh', 'pyrender', 'PIL', 'scipy'} & sys.modules.keys())"
    )
    here = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
