import numpy as np
import pytest

from face.errors import InputError
from renderer.gltf.meshes import read_meshes
from tests.renderer.gltf.documents import TRIANGLE, Writer


def skinned(tmp_path, weights, joints, *, nodes, inverse=None, target=None):
    writer = Writer(nodes=[{"name": "T", "mesh": 0, "skin": 0, "translation": [9, 9, 9]}, *nodes])
    attributes = {
        "POSITION": writer.put(TRIANGLE),
        "JOINTS_0": writer.put(np.uint8(joints)),
        "WEIGHTS_0": writer.put(np.float32(weights)),
    }
    primitive = {"attributes": attributes}
    if target is not None:
        primitive["targets"] = [{"POSITION": writer.put(np.float32(target))}]
    skin = {"joints": list(range(1, 1 + len(nodes)))}
    if inverse is not None:
        skin["inverseBindMatrices"] = writer.put(np.float32([matrix.T.ravel() for matrix in inverse]))
    writer.document |= {"meshes": [{"primitives": [primitive]}], "skins": [skin]}
    return read_meshes(writer.write(tmp_path / "t.gltf"))[0]


def shifted(x, y, z):
    matrix = np.eye(4)
    matrix[:3, 3] = (x, y, z)
    return matrix


def test_the_place_of_a_skinned_node_counts_for_nothing(tmp_path):
    mesh = skinned(tmp_path, [[1, 0, 0, 0]] * 3, [[0, 0, 0, 0]] * 3, nodes=[{}])
    np.testing.assert_array_equal(mesh.vertices, TRIANGLE)


def test_vertices_follow_the_mean_of_their_joints_at_rest(tmp_path):
    nodes = [{"translation": [0, 0, 4]}, {"translation": [0, 2, 0], "scale": [2, 2, 2]}]
    weights = [[1, 0, 0, 0], [0, 1, 0, 0], [0.25, 0.25, 0, 0]]
    inverse = [shifted(0, 0, -3), shifted(0, -1, 0)]
    target = [[1, 0, 0]] * 3
    mesh = skinned(tmp_path, weights, [[0, 1, 0, 0]] * 3, nodes=nodes, inverse=inverse, target=target)
    np.testing.assert_allclose(mesh.vertices, [[0, 0, 1], [2, 0, 0], [0, 1.5, 0.5]], atol=1e-6)
    np.testing.assert_allclose(mesh.targets["target 0"], [[1, 0, 0], [2, 0, 0], [1.5, 0, 0]], atol=1e-6)


def test_weights_may_be_normalized_bytes(tmp_path):
    writer = Writer(nodes=[{"mesh": 0, "skin": 0}, {"translation": [0, 0, 5]}])
    attributes = {
        "POSITION": writer.put(TRIANGLE),
        "JOINTS_0": writer.put(np.uint16([[0, 0, 0, 0]] * 3)),
        "WEIGHTS_0": writer.put(np.uint8([[255, 0, 0, 0]] * 3), normalized=True),
    }
    writer.document |= {"meshes": [{"primitives": [{"attributes": attributes}]}], "skins": [{"joints": [1]}]}
    vertices = read_meshes(writer.write(tmp_path / "t.gltf"))[0].vertices
    np.testing.assert_allclose(vertices, TRIANGLE + np.float32([0, 0, 5]))


def test_vrm_0_models_are_turned_to_the_camera(tmp_path):
    writer = Writer(nodes=[{"mesh": 0}], extensions={"VRM": {"specVersion": "0.0"}})
    writer.document["meshes"] = [{"primitives": [{"attributes": {"POSITION": writer.put(TRIANGLE)}}]}]
    mesh = read_meshes(writer.write(tmp_path / "t.vrm"))[0]
    np.testing.assert_array_equal(mesh.vertices, TRIANGLE * (-1, 1, -1))
    assert mesh.faces.tolist() == [[0, 1, 2]]


def test_nodes_in_a_circle_end(tmp_path):
    writer = Writer(nodes=[{"mesh": 0, "children": [1]}, {"children": [0]}], scenes=[{"nodes": [0]}])
    writer.document["meshes"] = [{"primitives": [{"attributes": {"POSITION": writer.put(TRIANGLE)}}]}]
    assert len(read_meshes(writer.write(tmp_path / "t.gltf"))) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 10**12}, "more than"),
        ({"bufferView": 1, "count": 10**9}, "more than"),
        ({"count": -3}, "not a valid"),
        ({"count": "three"}, "not a valid"),
        ({"count": 4}, "not a valid"),
        ({"byteOffset": -4}, "not a valid"),
        ({"componentType": 5130}, "not a valid"),
    ],
)
def test_claims_of_hostile_accessors_are_refused(tmp_path, changes, message):
    writer = Writer(nodes=[{"mesh": 0}])
    writer.document["meshes"] = [{"primitives": [{"attributes": {"POSITION": writer.put(TRIANGLE, **changes)}}]}]
    writer.document["bufferViews"].append({"buffer": 0, "byteLength": 36, "byteStride": 0})
    with pytest.raises(InputError, match=message):
        read_meshes(writer.write(tmp_path / "t.gltf"))


def test_triangles_and_vertices_must_be_possible(tmp_path):
    for corners, points, message in (
        ([0, 1, 3], TRIANGLE, "names vertex 3 of 3"),
        ([0, 1, 2], TRIANGLE * np.float32([1, np.nan, 1]), "not all finite numbers"),
    ):
        writer = Writer(nodes=[{"mesh": 0}])
        primitive = {"attributes": {"POSITION": writer.put(points)}, "indices": writer.put(np.uint32(corners))}
        writer.document["meshes"] = [{"primitives": [primitive]}]
        with pytest.raises(InputError, match=message):
            read_meshes(writer.write(tmp_path / "t.gltf"))
