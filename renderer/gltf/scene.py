"""The nodes of a glTF scene: where each mesh stands, and how a skin places its vertices at rest."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from face.arrays import Float32Array, Float64Array
from renderer.gltf.accessors import GltfFile
from renderer.gltf.container import Json

HALF_TURN = np.diag((-1.0, 1.0, -1.0, 1.0))
"""Turns a model that looks along -z, as VRM 0.x prescribes, to look along z."""


@dataclass(frozen=True, eq=False)
class Placement:
    """How vertices come into the scene: `linear` `(3, 3)` and `offset` `(3,)`, or both for each vertex with a skin."""

    linear: Float64Array
    offset: Float64Array

    def place(self, points: Float32Array) -> Float32Array:
        """Return positions `(v, 3)` in the coordinates of the scene."""
        return np.asarray(np.einsum("...ij,...j->...i", self.linear, points) + self.offset, np.float32)

    def move(self, displacements: Float32Array) -> Float32Array:
        """Return displacements `(v, 3)` in the coordinates of the scene."""
        return np.asarray(np.einsum("...ij,...j->...i", self.linear, displacements), np.float32)

    @property
    def is_mirrored(self) -> bool:
        """Whether triangles turn round."""
        return bool(np.linalg.det(self.linear.reshape(-1, 3, 3).mean(axis=0)) < 0)


def node_matrices(file: GltfFile) -> dict[int, Float64Array]:
    """Return the matrices `(4, 4)` to scene coordinates of the scene's nodes, each node once, in the scene's order."""
    nodes = file.entries("nodes")
    scenes = file.entries("scenes") or [{}]
    root = HALF_TURN if "VRM" in file.document.get("extensions", {}) else np.eye(4)
    queue = deque((index, root) for index in scenes[file.document.get("scene", 0)].get("nodes", range(len(nodes))))
    matrices: dict[int, Float64Array] = {}
    while queue:
        index, parent_matrix = queue.popleft()
        if index not in matrices:
            matrices[index] = parent_matrix @ _local_matrix(nodes[index])
            queue.extend((child, matrices[index]) for child in nodes[index].get("children", ()))
    return matrices


def mesh_nodes(file: GltfFile, matrices: Mapping[int, Float64Array]) -> Iterator[int]:
    """Yield the numbers of the nodes that have a mesh."""
    nodes = file.entries("nodes")
    return (index for index in matrices if "mesh" in nodes[index])


def placement(file: GltfFile, node: int, attributes: Json, matrices: Mapping[int, Float64Array]) -> Placement:
    """Return where a node puts the vertices of a primitive with these attributes.

    With a skin, each vertex follows the mean of its joints as they stand in the scene, and the node's own place counts
    for nothing, as glTF prescribes.
    """
    skin = file.entries("nodes")[node].get("skin")
    if skin is None or "JOINTS_0" not in attributes:
        return Placement(matrices[node][:3, :3], matrices[node][:3, 3])
    joint_matrices = _joint_matrices(file, file.entries("skins")[skin], matrices)
    blended: Float64Array = np.zeros(())
    total: Float64Array = np.zeros(())
    for number in range(2):
        if f"JOINTS_{number}" in attributes:
            joints = file.accessor(attributes[f"JOINTS_{number}"])
            weights = file.accessor(attributes[f"WEIGHTS_{number}"]).astype(np.float64)
            for joint, weight in zip(joints.T, weights.T, strict=True):
                blended = blended + weight[:, None, None] * joint_matrices[joint]
                total = total + weight
    blended = blended / np.where(total > 0, total, 1)[:, None, None]
    return Placement(blended[:, :3, :3], blended[:, :3, 3])


def _joint_matrices(file: GltfFile, skin: Json, matrices: Mapping[int, Float64Array]) -> Float64Array:
    """Return the matrices `(j, 4, 4)` that carry vertices with the skin's joints."""
    joints = np.stack([matrices[joint] for joint in skin["joints"]])
    if "inverseBindMatrices" not in skin:
        return joints
    inverse = file.accessor(skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
    return np.asarray(joints @ inverse[: len(joints)])


def _local_matrix(node: Json) -> Float64Array:
    if "matrix" in node:
        return np.array(node["matrix"], float).reshape(4, 4).T
    x, y, z, w = node.get("rotation", (0, 0, 0, 1))
    matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix[:3, :3] *= node.get("scale", (1, 1, 1))
    matrix[:3, 3] = node.get("translation", (0, 0, 0))
    return matrix
