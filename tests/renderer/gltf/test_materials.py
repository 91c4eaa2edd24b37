import io

import numpy as np
import pytest
from PIL import Image

from face.errors import InputError
from renderer.gltf import materials
from renderer.gltf.meshes import read_meshes
from tests.renderer.gltf.documents import TRIANGLE, Writer

LEFT, RIGHT = np.float32([[0.1, 0.5]] * 3), np.float32([[0.9, 0.5]] * 3)


def picture_bytes(kind="PNG", size=(4, 4)):
    """Return a picture whose left half is blue and whose right half is red and transparent."""
    picture = Image.new("RGBA", size, (0, 0, 255, 255))
    picture.paste((255, 0, 0, 64), (size[0] // 2, 0, *size))
    stream = io.BytesIO()
    picture.save(stream, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {}))
    return stream.getvalue()


def textured(tmp_path, *, texture=None, material=None, content=None, coordinates=(LEFT, RIGHT), tex_coord=0):
    writer = Writer(nodes=[{"mesh": 0}])
    attributes = {"POSITION": writer.put(TRIANGLE)}
    attributes |= {f"TEXCOORD_{number}": writer.put(places) for number, places in enumerate(coordinates)}
    writer.document |= {
        "images": [{"bufferView": writer.view(content or picture_bytes())}],
        "textures": [{"source": 0} if texture is None else texture],
        "materials": [
            {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0, "texCoord": tex_coord}}, **(material or {})}
        ],
        "meshes": [{"primitives": [{"attributes": attributes, "material": 0}]}],
    }
    return read_meshes(writer.write(tmp_path / "t.gltf"))[0]


def test_a_texture_uses_the_coordinates_that_it_names(tmp_path):
    assert textured(tmp_path).colour.tolist() == [[0, 0, 1]] * 3
    assert textured(tmp_path, tex_coord=1).colour.tolist() == [[1, 0, 0]] * 3
    assert textured(tmp_path, tex_coord=2).colour.tolist() == [[1, 1, 1]] * 3


def test_a_webp_texture_is_read_with_or_without_a_fallback(tmp_path):
    for texture in (
        {"extensions": {"EXT_texture_webp": {"source": 0}}},
        {"source": 7, "extensions": {"EXT_texture_webp": {"source": 0}}},
    ):
        assert textured(tmp_path, texture=texture, content=picture_bytes("WEBP")).colour.tolist() == [[0, 0, 1]] * 3


@pytest.mark.parametrize(
    ("material", "opacity"),
    [
        ({}, None),
        ({"alphaMode": "BLEND"}, 64 / 255),
        ({"alphaMode": "MASK"}, 0),
        ({"alphaMode": "MASK", "alphaCutoff": 0.2}, None),
    ],
)
def test_opacity_follows_the_materials_mode(tmp_path, material, opacity):
    found = textured(tmp_path, material=material, tex_coord=1).opacity
    assert found is None if opacity is None else found.tolist() == pytest.approx([opacity] * 3)


def test_what_a_file_says_about_its_look_is_kept(tmp_path):
    mesh = textured(tmp_path, material={"name": "Hair", "doubleSided": True})
    assert (mesh.material, mesh.is_two_sided, mesh.is_painted) == ("Hair", True, True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"texture": {"extensions": {"KHR_texture_basisu": {"source": 0}}}}, "KHR_texture_basisu"),
        ({"texture": {}}, "no picture"),
        ({"content": b"no picture at all"}, "can't be read"),
        ({"content": picture_bytes()[:60]}, "can't be read"),
    ],
)
def test_textures_that_cannot_be_read_are_named(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        textured(tmp_path, **changes)


def test_huge_textures_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(materials, "MAX_PIXELS", 15)
    with pytest.raises(InputError, match="4x4 pixels"):
        textured(tmp_path)
