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
    """Read all meshes of a `.glb` or `.gltf` file, placed as its scene places them.

    Raises
    ------
    InputError
        If the file can't be read as glTF 2.0, or is compressed.
    """
    with files.gltf_errors(path):
        document, binary = files.read_document(path)
        file = _File(path, document, binary)
        return [mesh for node, matrix in file.placed() for mesh in file.meshes(node, matrix)]


@dataclass(frozen=True, eq=False)
class _File:
    path: Path
    document: Json
    binary: bytes

    def placed(self) -> Iterator[tuple[Json, Float64Array]]:
        """Give every node that has a mesh, with the matrix from it to the scene."""
        squeezed = [name for name in COMPRESSION_EXTENSIONS if name in self.document.get("extensionsRequired", ())]
        if squeezed:
            raise InputError(f"{self.path} is compressed by {squeezed[0]}; export it without compression")
        nodes = self.document.get("nodes", [])
        scene = self.document.get("scenes", [{}])[self.document.get("scene", 0)]
        waiting = [(index, np.eye(4)) for index in scene.get("nodes", range(len(nodes)))]
        while waiting:
            index, above = waiting.pop(0)
            matrix = above @ _node_matrix(nodes[index])
            waiting += [(child, matrix) for child in nodes[index].get("children", ())]
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
        given = primitive["attributes"]
        vertices = self.accessor(given["POSITION"])
        linear = matrix[:3, :3].T
        targets = primitive.get("targets", [])
        names = [str(names[k]) if k < len(names) else f"target {k}" for k in range(len(targets))]
        moves = {
            target: (self.accessor(place["POSITION"]) @ linear).astype(np.float32)
            for target, place in zip(names, targets, strict=True)
            if "POSITION" in place
        }
        order: NDArray[Any] = (
            self.accessor(primitive["indices"]) if "indices" in primitive else np.arange(len(vertices))
        )
        faces = order.reshape(-1, 3).astype(np.int32)
        faces = faces[:, ::-1] if np.linalg.det(linear) < 0 else faces
        placed = (vertices @ linear + matrix[:3, 3]).astype(np.float32)
        return Mesh(name, placed, faces, self._colour(primitive, len(vertices)), moves)

    def accessor(self, index: int) -> NDArray[Any]:
        """Return an accessor's numbers, `(n,)` or `(n, width)`, whole numbers scaled where they are normalised."""
        accessor = self.document["accessors"][index]
        width, count, kind = (
            COMPONENT_COUNTS[accessor["type"]],
            accessor["count"],
            np.dtype(COMPONENT_TYPES[accessor["componentType"]]),
        )
        if "bufferView" in accessor:
            values = self._view(accessor["bufferView"], accessor.get("byteOffset", 0), kind, count, width).copy()
        else:
            values = np.zeros((count, width), kind)
        if "sparse" in accessor:
            self._overwrite(values, accessor["sparse"], kind)
        if accessor.get("normalized"):
            values = np.maximum(values / np.iinfo(kind).max, -1).astype(np.float32)
        return np.asarray(values[:, 0] if width == 1 else values)

    def _overwrite(self, values: NDArray[Any], sparse: Json, kind: np.dtype[Any]) -> None:
        place, new, count = sparse["indices"], sparse["values"], sparse["count"]
        number = np.dtype(COMPONENT_TYPES[place["componentType"]])
        rows = self._view(place["bufferView"], place.get("byteOffset", 0), number, count, 1)[:, 0]
        values[rows] = self._view(new["bufferView"], new.get("byteOffset", 0), kind, count, values.shape[1])

    def _view(self, index: int, offset: int, kind: np.dtype[Any], count: int, width: int) -> NDArray[Any]:
        view = self.document["bufferViews"][index]
        start = view.get("byteOffset", 0) + offset
        stride = view.get("byteStride", kind.itemsize * width)
        strides = (stride, kind.itemsize)
        return np.ndarray((count, width), kind, self._buffer(view["buffer"]), start, strides)

    def _buffer(self, index: int) -> bytes:
        where = self.document["buffers"][index].get("uri")
        return self.binary if where is None else self._fetched(where)

    def _fetched(self, where: str) -> bytes:
        file = files.referenced_file(self.path, where)
        return file.read_bytes() if file else base64.b64decode(where.partition(",")[2])

    def _colour(self, primitive: Json, count: int) -> Float32Array:
        """Return each vertex's sRGB: its own colour, or the material's, times the texture at its place."""
        materials = self.document.get("materials", [])
        look = materials[primitive["material"]].get("pbrMetallicRoughness", {}) if "material" in primitive else {}
        plain = (1, 1, 1) if look or "COLOR_0" in primitive["attributes"] else GREY
        linear = np.tile(np.array(look.get("baseColorFactor", plain)[:3]), (count, 1))
        if "COLOR_0" in primitive["attributes"]:
            linear = linear * self.accessor(primitive["attributes"]["COLOR_0"])[:, :3]
        shown = np.clip(linear, 0, 1) ** (1 / 2.2)
        if "baseColorTexture" in look and "TEXCOORD_0" in primitive["attributes"]:
            shown = shown * self._sampled(look["baseColorTexture"]["index"], primitive["attributes"]["TEXCOORD_0"])
        return np.asarray(shown, np.float32)

    def _sampled(self, texture: int, places: int) -> Float64Array:
        image = self.document["images"][self.document["textures"][texture]["source"]]
        content = self._fetched(image["uri"]) if "uri" in image else self._bytes(image["bufferView"])
        with Image.open(io.BytesIO(content)) as picture:
            pixels = np.asarray(picture.convert("RGB"))
        column, row = (self.accessor(places) % 1).T
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
