"""The meshes of a file as parts of one head: in mm, split vertices joined, units by ARKit's names."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float32Array, IntArray
from face.errors import InputError
from renderer.custom_avatar.description import Description
from renderer.custom_avatar.gltf import Mesh

MERGE_DISTANCE: Final = 1e-3
"""Vertices closer than this that also move alike are one vertex, split by the exporter; mm."""
PLACEHOLDER: Final = "absent"
"""A part without faces, for feature points that a head lacks."""
GLOSS: Final = {"left_eye": 0.9, "right_eye": 0.9, "tongue": 0.7, "upper_teeth": 0.7, "lower_teeth": 0.7, "skin": 0.2}


@dataclass(frozen=True, eq=False)
class CustomPart:
    """One part: `vertices` `(v, 3)` mm, `faces` `(f, 3)`, `colour` `(v, 3)`, and its `units` `(v, 3)` mm by name.

    `origin` `(n,)` says which of its vertices each of the file's became.
    """

    name: str
    vertices: Float32Array
    faces: NDArray[np.int32]
    colour: Float32Array
    units: dict[str, Float32Array]
    origin: IntArray


def build_parts(described: Description, meshes: list[Mesh], units: dict[str, str]) -> dict[str, CustomPart]:
    """Return the parts by name; meshes of one part are joined in the file's order.

    Raises
    ------
    InputError
        If a named mesh is not in the file, or no mesh is the skin.
    """
    there = {mesh.name for mesh in meshes}
    unknown = [name for name in described.parts if name not in there]
    if unknown:
        raise InputError(f"parts: the file has no mesh {unknown[0]!r}; it has: {', '.join(sorted(there))}")
    if "skin" not in described.parts.values():
        raise InputError(f"parts: no mesh is the skin; say which of {', '.join(sorted(there))} it is")
    order = ["skin", *(name for name in described.parts.values() if name != "skin")]
    named = {part: [mesh for mesh in meshes if described.parts.get(mesh.name) == part] for part in dict.fromkeys(order)}
    return {part: _build_part(part, some, units, described.scale) for part, some in named.items()}


def _build_part(name: str, meshes: list[Mesh], units: dict[str, str], scale: float) -> CustomPart:
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=False)])
    vertices = np.concatenate([mesh.vertices for mesh in meshes]) * scale
    moves = {unit: np.concatenate([_target(mesh, given) for mesh in meshes]) * scale for unit, given in units.items()}
    moving = {unit: move for unit, move in moves.items() if move.any()}
    key = np.round(np.concatenate([vertices, *moving.values()], axis=1) / MERGE_DISTANCE).astype(np.int64)
    first, origin = _merge_equal_rows(key)
    joined = origin[faces].astype(np.int32)
    whole = (joined[:, 0] != joined[:, 1]) & (joined[:, 1] != joined[:, 2]) & (joined[:, 2] != joined[:, 0])
    colour = np.concatenate([mesh.colour for mesh in meshes])[first]
    kept = {unit: move[first].astype(np.float32) for unit, move in moving.items()}
    return CustomPart(name, vertices[first].astype(np.float32), joined[whole], colour, kept, origin)


def _merge_equal_rows(key: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first of each set of equal rows, in their order, and for each row which set it is in."""
    _, first, origin = np.unique(key, axis=0, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first))
    return np.sort(first), place[origin.reshape(-1)]


def _target(mesh: Mesh, name: str) -> Float32Array:
    return mesh.targets.get(name, np.zeros_like(mesh.vertices))


def placeholder(vertices: Float32Array) -> CustomPart:
    """Return an invisible part with these vertices."""
    count = len(vertices)
    empty = np.empty((0, 3), np.int32)
    return CustomPart(PLACEHOLDER, vertices, empty, np.zeros((count, 3), np.float32), {}, np.arange(count))
