"""Meshes in OBJ and PLY files: as trimesh reads them, in the file's order, and refused in one sentence."""

import contextlib
import itertools
import struct

import numpy as np
import pytest
import trimesh
from hypothesis import HealthCheck, given, settings

from face.errors import InputError
from face.mesh import read_mesh
from tests.damaged_files import damaged

CUBE = trimesh.creation.box((1, 2, 3))
PLAIN = """# a tetrahedron
v 0 0 0 1 0 0
v 1 0 0
v 0 1.5e0 0
v 0 0 1
vt 0 0
vn 0 0 1
usemtl skin
f 1/1/1 2/1/1 3/1/1
f -4 -2 -1
l 1 2
"""
TEXT_PLY = """ply
format ascii 1.0
comment by hand
element vertex 5
property float x
property float y
property float z
property uchar red
element face 2
property list uchar int vertex_indices
end_header
0 0 0 9
1 0 0 9
1 1 0 9
0 1 0 9
0 0 1 9
4 0 1 2 3
3 0 4 1
"""


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_mesh(path)


@pytest.mark.parametrize(("suffix", "options"), [("obj", {}), ("ply", {"encoding": "ascii"}), ("ply", {})])
def test_what_trimesh_writes_is_read(tmp_path, suffix, options):
    CUBE.export(tmp_path / f"cube.{suffix}", **options)
    mesh = read_mesh(tmp_path / f"cube.{suffix}")
    assert np.allclose(mesh.vertices, CUBE.vertices)
    assert np.array_equal(mesh.faces, CUBE.faces)


def test_obj_with_texture_negative_indices_and_lines(tmp_path):
    mesh = read(tmp_path, "a.obj", PLAIN)
    assert mesh.vertices.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1.5, 0], [0, 0, 1]]
    assert mesh.faces.tolist() == [[0, 1, 2], [0, 2, 3]]


def test_polygons_become_fans_of_triangles(tmp_path):
    assert read(tmp_path, "a.ply", TEXT_PLY).faces.tolist() == [[0, 1, 2], [0, 2, 3], [0, 4, 1]]
    pentagon = "v 0 0 0\n" * 5 + "f 1 2 3 4 5\n"
    assert read(tmp_path, "a.obj", pentagon).faces.tolist() == [[0, 1, 2], [0, 2, 3], [0, 3, 4]]


def binary_ply(order: str, polygons: list[list[int]]) -> bytes:
    """Return five vertices and polygons as binary PLY, with an element that nobody needs between them."""
    name = {"<": "little", ">": "big"}[order]
    header = f"ply\nformat binary_{name}_endian 1.0\nelement vertex 5\nproperty double x\nproperty double y\n"
    header += "property double z\nelement edge 2\nproperty list uchar int ends\nproperty uchar kind\n"
    header += f"element face {len(polygons)}\nproperty list uchar int vertex_index\nproperty float size\nend_header\n"
    body = struct.pack(f"{order}15d", *range(15)) + struct.pack(f"{order}B2iBB1iB", 2, 0, 1, 7, 1, 0, 7)
    for polygon in polygons:
        body += struct.pack(f"{order}B{len(polygon)}if", len(polygon), *polygon, 0.5)
    return header.encode() + body


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("polygons", [[[0, 1, 2], [2, 3, 4]], [[0, 1, 2, 3], [2, 3, 4]], [[0, 1, 2, 3]] * 2])
def test_binary_ply(tmp_path, order, polygons):
    mesh = read(tmp_path, "a.ply", binary_ply(order, polygons))
    assert mesh.vertices.tolist() == np.arange(15.0).reshape(5, 3).tolist()
    fans = [[p[0], *pair] for p in polygons for pair in itertools.pairwise(p[1:])]
    assert mesh.faces.tolist() == fans


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.stl", "", "give .obj or .ply"),
        ("a.obj", "", "has no face"),
        ("a.obj", "v 0 0\nf 1 1 1", "line 1 is broken"),
        ("a.obj", "v 0 0 x", "line 1 is broken"),
        ("a.obj", "v 0 0 nan\nf 1 1 1", "vertex 0 has no finite position"),
        ("a.obj", "v 0 0 0\nf 1 1 2", "names vertex 1 from 0; there are 1"),
        ("a.obj", "v 0 0 0\nf 1 1 99999999999999", "names vertex -1"),
        ("a.ply", "solid", "no PLY header"),
        ("a.ply", "ply\nend_header\n", "names no format"),
        ("a.ply", TEXT_PLY.replace("ascii", "binary_little_endian"), "in the middle of its|broken"),
        ("a.ply", TEXT_PLY[:-6], "in the middle of its 2 of face"),
        ("a.ply", TEXT_PLY.replace("vertex 5", "vertex 999999999"), "more than 1000000"),
        ("a.ply", TEXT_PLY.replace("vertex 5", "vertex -5"), "a line that PLY does not know"),
        ("a.ply", TEXT_PLY.replace("property float z", "property float w"), "lack x, y or z"),
        ("a.ply", TEXT_PLY.replace("vertex_indices", "corners"), "no list vertex_indices"),
        ("a.ply", TEXT_PLY.replace("4 0 1 2 3", "4 0 1 2 4294967296"), "names vertex 4294967296"),
        ("a.ply", TEXT_PLY.replace("4 0 1 2 3", "-4 0 1 2 3"), "in the middle of"),
        ("a.ply", TEXT_PLY.replace("float y", "float x"), "named twice"),
    ],
)
def test_a_broken_mesh_is_one_sentence(tmp_path, name, content, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, name, content)


@given(content=damaged(binary_ply("<", [[0, 1, 2], [0, 1, 2, 3]])) | damaged(TEXT_PLY.encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_damaged_ply_files_are_read_or_refused(tmp_path, content):
    with contextlib.suppress(InputError):
        read(tmp_path, "a.ply", content)


@given(content=damaged(PLAIN.encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_damaged_obj_files_are_read_or_refused(tmp_path, content):
    with contextlib.suppress(InputError):
        read(tmp_path, "a.obj", content)
