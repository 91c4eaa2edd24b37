"""A small reader of glTF 2.0: triangles, morph targets by name, one colour for each vertex.

trimesh reads glTF too but drops morph targets, which are what moves a face. Left out: skins, cameras, animation.
"""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from renderer.custom_avatar import files
from renderer.custom_avatar.files import Json

COMPONENT_TYPES: Final = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
COMPONENT_COUNTS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
TRIANGLES_MODE: Final = 4
COMPRESSION_EXTENSIONS: Final = ("KHR_draco_mesh_compression", "EXT_meshopt_compression")
GREY: Final = (0.8, 0.8, 0.8)


@dataclass(frozen=True, eq=False)
class Mesh:
    """One mesh: `vertices` `(v, 3)` in the file's units, `faces` `(f, 3)`, sRGB `colour` `(v, 3)`, morph `targets`."""

    name: str
    vertices: Float32Array
    faces: NDArray[np.int32]
    colour: Float32Array
    targets: dict[str, Float32Array]


def read_meshes(path: Path) -> list[Mesh]:
    """Read all meshes of a `.glb` or `.gltf` file, in the coordinates of the scene.

    Raises
    ------
    InputError
        If the file can't be read as glTF 2.0, or is compressed.
    """
    with files.gltf_errors(path):
        document, binary = files.read_document(path)
        file = _File(path, document, binary)
        return [mesh for node, matrix in file.mesh_nodes() for mesh in file.meshes(node, matrix)]


@dataclass(frozen=True, eq=False)
class _File:
    path: Path
    document: Json
    binary: bytes

    def mesh_nodes(self) -> Iterator[tuple[Json, Float64Array]]:
        """Yield every node that has a mesh, with its matrix to scene coordinates."""
        compression = [name for name in COMPRESSION_EXTENSIONS if name in self.document.get("extensionsRequired", ())]
        if compression:
            raise InputError(f"{self.path} is compressed by {compression[0]}; export it without compression")
        nodes = self.document.get("nodes", [])
        scene = self.document.get("scenes", [{}])[self.document.get("scene", 0)]
        queue = [(index, np.eye(4)) for index in scene.get("nodes", range(len(nodes)))]
        while queue:
            index, parent_matrix = queue.pop(0)
            matrix = parent_matrix @ _node_matrix(nodes[index])
            queue += [(child, matrix) for child in nodes[index].get("children", ())]
            if "mesh" in nodes[index]:
                yield nodes[index], matrix

    def meshes(self, node: Json, matrix: Float64Array) -> Iterator[Mesh]:
        mesh = self.document["meshes"][node["mesh"]]
        name = str(node.get("name") or mesh.get("name") or f"mesh {node['mesh']}")
        for primitive in mesh["primitives"]:
            if primitive.get("mode", TRIANGLES_MODE) == TRIANGLES_MODE:
                names = (primitive.get("extras") or mesh.get("extras") or {}).get("targetNames", [])
                yield self._mesh(name, primitive, names, matrix)

    def _mesh(self, name: str, primitive: Json, names: list[str], matrix: Float64Array) -> Mesh:
        attributes = primitive["attributes"]
        vertices = self.accessor(attributes["POSITION"])
        linear = matrix[:3, :3].T
        targets = primitive.get("targets", [])
        names = [str(names[k]) if k < len(names) else f"target {k}" for k in range(len(targets))]
        displacements = {
            target: (self.accessor(accessors["POSITION"]) @ linear).astype(np.float32)
            for target, accessors in zip(names, targets, strict=True)
            if "POSITION" in accessors
        }
        indices: NDArray[Any] = (
            self.accessor(primitive["indices"]) if "indices" in primitive else np.arange(len(vertices))
        )
        faces = indices.reshape(-1, 3).astype(np.int32)
        faces = faces[:, ::-1] if np.linalg.det(linear) < 0 else faces
        positions = (vertices @ linear + matrix[:3, 3]).astype(np.float32)
        return Mesh(name, positions, faces, self._colour(primitive, len(vertices)), displacements)

    def accessor(self, index: int) -> NDArray[Any]:
        """Return an accessor's numbers, `(n,)` or `(n, width)`, integers scaled if they are normalized."""
        accessor = self.document["accessors"][index]
        component_count, count, dtype = (
            COMPONENT_COUNTS[accessor["type"]],
            accessor["count"],
            np.dtype(COMPONENT_TYPES[accessor["componentType"]]),
        )
        if "bufferView" in accessor:
            values = self._view(
                accessor["bufferView"], accessor.get("byteOffset", 0), dtype, count, component_count
            ).copy()
        else:
            values = np.zeros((count, component_count), dtype)
        if "sparse" in accessor:
            self._apply_sparse(values, accessor["sparse"], dtype)
        if accessor.get("normalized"):
            values = np.maximum(values / np.iinfo(dtype).max, -1).astype(np.float32)
        return np.asarray(values[:, 0] if component_count == 1 else values)

    def _apply_sparse(self, values: NDArray[Any], sparse: Json, dtype: np.dtype[Any]) -> None:
        indices, sparse_values, count = sparse["indices"], sparse["values"], sparse["count"]
        index_dtype = np.dtype(COMPONENT_TYPES[indices["componentType"]])
        rows = self._view(indices["bufferView"], indices.get("byteOffset", 0), index_dtype, count, 1)[:, 0]
        values[rows] = self._view(
            sparse_values["bufferView"], sparse_values.get("byteOffset", 0), dtype, count, values.shape[1]
        )

    def _view(self, index: int, offset: int, dtype: np.dtype[Any], count: int, component_count: int) -> NDArray[Any]:
        view = self.document["bufferViews"][index]
        start = view.get("byteOffset", 0) + offset
        stride = view.get("byteStride", dtype.itemsize * component_count)
        strides = (stride, dtype.itemsize)
        return np.ndarray((count, component_count), dtype, self._buffer(view["buffer"]), start, strides)

    def _buffer(self, index: int) -> bytes:
        uri = self.document["buffers"][index].get("uri")
        return self.binary if uri is None else self._read_uri(uri)

    def _read_uri(self, uri: str) -> bytes:
        file = files.referenced_file(self.path, uri)
        return file.read_bytes() if file else base64.b64decode(uri.partition(",")[2])

    def _colour(self, primitive: Json, count: int) -> Float32Array:
        """Return each vertex's sRGB: its own colour or the material's, times the texture at its coordinates."""
        materials = self.document.get("materials", [])
        material = materials[primitive["material"]].get("pbrMetallicRoughness", {}) if "material" in primitive else {}
        default = (1, 1, 1) if material or "COLOR_0" in primitive["attributes"] else GREY
        linear = np.tile(np.array(material.get("baseColorFactor", default)[:3]), (count, 1))
        if "COLOR_0" in primitive["attributes"]:
            linear = linear * self.accessor(primitive["attributes"]["COLOR_0"])[:, :3]
        colour = np.clip(linear, 0, 1) ** (1 / 2.2)
        if "baseColorTexture" in material and "TEXCOORD_0" in primitive["attributes"]:
            colour = colour * self._sample_texture(
                material["baseColorTexture"]["index"], primitive["attributes"]["TEXCOORD_0"]
            )
        return np.asarray(colour, np.float32)

    def _sample_texture(self, texture: int, coordinates: int) -> Float64Array:
        image = self.document["images"][self.document["textures"][texture]["source"]]
        content = self._read_uri(image["uri"]) if "uri" in image else self._bytes(image["bufferView"])
        with Image.open(io.BytesIO(content)) as picture:
            pixels = np.asarray(picture.convert("RGB"))
        column, row = (self.accessor(coordinates) % 1).T
        height, width = pixels.shape[:2]
        return np.asarray(pixels[(row * (height - 1)).astype(int), (column * (width - 1)).astype(int)] / 255)

    def _bytes(self, index: int) -> bytes:
        view = self.document["bufferViews"][index]
        start = view.get("byteOffset", 0)
        return self._buffer(view["buffer"])[start : start + view["byteLength"]]


def _node_matrix(node: Json) -> Float64Array:
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
