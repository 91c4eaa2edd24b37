"""The meshes of a file as parts of one head: in mm, split vertices merged, units by ARKit's names."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from face.arrays import BoolArray, Float32Array, IntArray
from face.errors import InputError
from renderer.custom_avatar.description import Description
from renderer.gltf.meshes import Mesh

PartVertices = dict[str, tuple[str, int]]
"""The part of each feature point, and the vertex in that part."""

MERGE_DISTANCE: Final = 1e-3
"""Vertices closer than this that also move alike are one vertex that the exporter split; mm."""
PLACEHOLDER: Final = "absent"
"""A part without faces, for feature points that a head lacks."""
RIGID_JAW_WEIGHTS: Final = {"lower_teeth": 1.0, "tongue": 1.0, "upper_teeth": 0.0, "left_eye": 0.0, "right_eye": 0.0}
"""How far parts without a morph target for the jaw rotate with it."""
ATTACHMENT_DISTANCE: Final = 8.0
"""Lashes and the like move with skin no farther away than this, mm."""
GLOSS: Final = {"left_eye": 0.9, "right_eye": 0.9, "tongue": 0.7, "upper_teeth": 0.7, "lower_teeth": 0.7, "skin": 0.2}


@dataclass(frozen=True, eq=False)
class CustomPart:
    """One part: `vertices` `(v, 3)` mm, `faces` `(f, 3)`, `colour` `(v, 3)`, and its `units` `(v, 3)` mm by name.

    `origin` `(n,)` gives for each vertex of the file the part's vertex that it became.
    """

    name: str
    vertices: Float32Array
    faces: NDArray[np.int32]
    colour: Float32Array
    units: dict[str, Float32Array]
    origin: IntArray


def build_parts(description: Description, meshes: list[Mesh], units: dict[str, str]) -> dict[str, CustomPart]:
    """Return the parts by name; meshes of one part are joined in the file's order.

    Raises
    ------
    InputError
        If a named mesh is not in the file, or no mesh is the skin.
    """
    available = {mesh.name for mesh in meshes}
    unknown = [name for name in description.parts if name not in available]
    if unknown:
        raise InputError(f"parts: the file has no mesh {unknown[0]!r}; it has: {', '.join(sorted(available))}")
    if "skin" not in description.parts.values():
        raise InputError(f"parts: no mesh is the skin; say which of {', '.join(sorted(available))} it is")
    part_order = ["skin", *(name for name in description.parts.values() if name != "skin")]
    meshes_by_part = {
        part: [mesh for mesh in meshes if description.parts.get(mesh.name) == part]
        for part in dict.fromkeys(part_order)
    }
    return {
        part: _build_part(part, part_meshes, units, description.scale) for part, part_meshes in meshes_by_part.items()
    }


def _build_part(name: str, meshes: list[Mesh], units: dict[str, str], scale: float) -> CustomPart:
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)])
    vertices = np.concatenate([mesh.vertices for mesh in meshes]) * scale
    displacements = {
        unit: np.concatenate([_target(mesh, target_name) for mesh in meshes]) * scale
        for unit, target_name in units.items()
    }
    nonzero = {unit: displacement for unit, displacement in displacements.items() if displacement.any()}
    rounded = np.round(np.concatenate([vertices, *nonzero.values()], axis=1) / MERGE_DISTANCE).astype(np.int64)
    kept, origin = _merge_equal_rows(rounded)
    merged = origin[faces].astype(np.int32)
    is_triangle = (merged[:, 0] != merged[:, 1]) & (merged[:, 1] != merged[:, 2]) & (merged[:, 2] != merged[:, 0])
    colour = np.concatenate([mesh.colour for mesh in meshes])[kept]
    kept_units = {unit: displacement[kept].astype(np.float32) for unit, displacement in nonzero.items()}
    return CustomPart(name, vertices[kept].astype(np.float32), merged[is_triangle], colour, kept_units, origin)


def _merge_equal_rows(rows: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first of each set of equal rows, in their order, and for each row which set it is in."""
    _, first_rows, origin = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first_rows))
    return np.sort(first_rows), rank[origin.reshape(-1)]


def _target(mesh: Mesh, name: str) -> Float32Array:
    return mesh.targets.get(name, np.zeros_like(mesh.vertices))


def placeholder(vertices: Float32Array) -> CustomPart:
    """Return an invisible part with these vertices."""
    count = len(vertices)
    empty = np.empty((0, 3), np.int32)
    return CustomPart(PLACEHOLDER, vertices, empty, np.zeros((count, 3), np.float32), {}, np.arange(count))


class VertexLayout:
    """The order of the parts' vertices in the avatar's vertex array, with functions that fill arrays of this order."""

    def __init__(self, parts: dict[str, CustomPart]) -> None:
        counts = [len(piece.vertices) for piece in parts.values()]
        ends = np.cumsum(counts).tolist()
        self.parts = parts
        self.total = ends[-1]
        self.slices = {name: slice(end - count, end) for name, end, count in zip(parts, ends, counts, strict=True)}

    def unit(self, name: str) -> Float32Array:
        """Return a unit's deltas over all vertices, `(V, 3)` mm; 0 where a piece lacks it."""
        result = np.zeros((self.total, 3), np.float32)
        for part, piece in self.parts.items():
            result[self.slices[part]] = piece.units.get(name, 0)
        return result

    def mask(self, part: str) -> BoolArray:
        """Return True for the vertices of one part, `(V,)`."""
        mask = np.zeros(self.total, np.bool_)
        if part in self.slices:
            mask[self.slices[part]] = True
        return mask

    def from_skin(self, values: Float32Array) -> Float32Array:
        """Extend values of the skin, `(v,)`, to all vertices: attached parts take those of the nearest skin."""
        result = np.zeros(self.total, np.float32)
        result[self.slices["skin"]] = values
        tree = KDTree(self.parts["skin"].vertices)
        for part, piece in self.parts.items():
            if part not in (*RIGID_JAW_WEIGHTS, "skin", PLACEHOLDER):
                distances, nearest = tree.query(piece.vertices)
                result[self.slices[part]] = values[nearest] * (distances < ATTACHMENT_DISTANCE)
        return result
