"""Reading glTF files in all the forms they may have."""

import base64
import io
import json
import struct

import numpy as np
import pytest
from PIL import Image

from face.errors import InputError
from renderer.gltf.meshes import read_meshes
from tests.renderer import small_head

TRIANGLE = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]])


def document(binary, **changes):
    """Return a glTF of one triangle whose numbers lie in a data URI; accessor 0 holds its corners."""
    uri = "data:application/octet-stream;base64," + base64.b64encode(binary).decode()
    content = {
        "asset": {"version": "2.0"},
        "nodes": [{"name": "T", "mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": len(binary)}],
        "buffers": [{"uri": uri, "byteLength": len(binary)}],
    }
    return content | changes


def read(tmp_path, content):
    path = tmp_path / "t.gltf"
    path.write_text(json.dumps(content))
    return read_meshes(path)


def test_a_glb_is_read_as_it_was_written(tmp_path):
    content = small_head.meshes()
    (tmp_path / "h.glb").write_bytes(small_head.glb(content))
    for mesh, found in zip(content, read_meshes(tmp_path / "h.glb"), strict=True):
        assert found.name == mesh.name
        np.testing.assert_array_equal(found.vertices, mesh.vertices)
        np.testing.assert_array_equal(found.faces, mesh.faces)
        np.testing.assert_allclose(found.colour, mesh.colour, atol=1e-5)
        assert list(found.targets) == list(mesh.targets)
        for name, move in mesh.targets.items():
            np.testing.assert_array_equal(found.targets[name], move)


def test_binary_data_in_a_separate_file(tmp_path):
    (tmp_path / "my numbers.bin").write_bytes(TRIANGLE.tobytes())
    content = document(b"") | {"buffers": [{"uri": "my%20numbers.bin", "byteLength": 36}]}
    np.testing.assert_array_equal(read(tmp_path, content)[0].vertices, TRIANGLE)


def test_nodes_are_transformed_by_all_their_parents(tmp_path):
    half = float(np.sqrt(0.5))
    nodes = [
        {"children": [1], "translation": [0, 0, 5]},
        {"name": "T", "mesh": 0, "rotation": [0, 0, half, half], "scale": [2, 2, 2]},
    ]
    content = document(TRIANGLE.tobytes(), nodes=nodes, scenes=[{"nodes": [0]}])
    np.testing.assert_allclose(read(tmp_path, content)[0].vertices, [[0, 0, 5], [0, 2, 5], [-2, 0, 5]], atol=1e-6)


def test_faces_of_a_mirrored_node_are_flipped(tmp_path):
    content = document(TRIANGLE.tobytes(), nodes=[{"mesh": 0, "scale": [-1, 1, 1]}])
    assert read(tmp_path, content)[0].faces.tolist() == [[2, 1, 0]]


def test_sparse_morph_targets(tmp_path):
    binary = TRIANGLE.tobytes() + struct.pack("<H", 1) + b"\0\0" + np.float32([0, 0, 7]).tobytes()
    views = [{"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 2}]
    views.append({"buffer": 0, "byteOffset": 40, "byteLength": 12})
    sparse = {"count": 1, "indices": {"bufferView": 1, "componentType": 5123}, "values": {"bufferView": 2}}
    accessors = [
        {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
        {"componentType": 5126, "count": 3, "type": "VEC3", "sparse": sparse},
    ]
    primitive = {"attributes": {"POSITION": 0}, "targets": [{"POSITION": 1}]}
    meshes = [{"primitives": [primitive], "extras": {"targetNames": ["jawOpen"]}}]
    content = document(binary, accessors=accessors, bufferViews=views, meshes=meshes)
    assert read(tmp_path, content)[0].targets["jawOpen"].tolist() == [[0, 0, 0], [0, 0, 7], [0, 0, 0]]


def test_interleaved_and_normalized_accessors(tmp_path):
    rows = b"".join(row.tobytes() + bytes((255, 0, 51, 255)) for row in TRIANGLE)
    views = [{"buffer": 0, "byteLength": 48, "byteStride": 16}]
    accessors = [
        {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
        {"bufferView": 0, "byteOffset": 12, "componentType": 5121, "count": 3, "type": "VEC4", "normalized": True},
    ]
    meshes = [{"primitives": [{"attributes": {"POSITION": 0, "COLOR_0": 1}}]}]
    mesh = read(tmp_path, document(rows, accessors=accessors, bufferViews=views, meshes=meshes))[0]
    np.testing.assert_array_equal(mesh.vertices, TRIANGLE)
    np.testing.assert_allclose(mesh.colour**2.2, [[1, 0, 0.2]] * 3, atol=1e-5)


def test_vertex_colours_are_sampled_from_the_texture(tmp_path):
    picture = Image.new("RGB", (4, 4), "blue")
    picture.paste("red", (2, 0, 4, 4))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    places = np.float32([[0.1, 0.5], [0.9, 0.5], [0.9, 0.1]])
    binary = TRIANGLE.tobytes() + places.tobytes()
    content = document(
        binary,
        bufferViews=[{"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 24}],
        accessors=[
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5126, "count": 3, "type": "VEC2"},
        ],
        meshes=[{"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "material": 0}]}],
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        textures=[{"source": 0}],
        images=[{"uri": "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()}],
    )
    assert read(tmp_path, content)[0].colour.tolist() == [[0, 0, 1], [1, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"extensionsRequired": ["KHR_draco_mesh_compression"]}, "compressed by KHR_draco_mesh_compression"),
        ({"accessors": []}, "not a valid glTF 2.0 file"),
        ({"bufferViews": [{"buffer": 0, "byteOffset": 999}]}, "not a valid glTF 2.0 file"),
        ({"buffers": [{"uri": "gone.bin"}]}, "can't be read: No such file"),
        ({"nodes": 3}, "not a valid glTF 2.0 file"),
    ],
)
def test_unreadable_gltf_is_reported_in_one_sentence(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, document(TRIANGLE.tobytes(), **changes))


@pytest.mark.parametrize("content", [b"", b"glTF", b"solid cube", b"glTF\2\0\0\0\xff\0\0\0\xff\0\0\0JSON{"])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "x.glb").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.glb"):
        read_meshes(tmp_path / "x.glb")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.glb can't be read"):
        read_meshes(tmp_path / "gone.glb")
