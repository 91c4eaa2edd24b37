"""Fields over a custom avatar's skin: how far each vertex follows a feature point, by the distance over the skin."""

from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from renderer.avatar.mesh.geodesic import interpolating_fields, surface_kernels, triangle_graph
from renderer.avatar.rig.skin_rig import FIELD_REACH, HANDLE_AXES
from renderer.custom_avatar.parts import CustomPart

Handle = tuple[str, int]

LID_REACH: Final = 22.0
"""How far a lid's roll reaches where no morph target shows it, mm."""


def part_kernels(part: CustomPart, vertices: list[int], reach: float | Float64Array) -> Float64Array:
    """Return kernels of the distance over a part's surface around some of its vertices, `(n, v)`."""
    return surface_kernels(triangle_graph(part.vertices, part.faces), vertices, reach)


def feature_point_fields(piece: CustomPart, points: dict[str, int]) -> dict[Handle, Float32Array]:
    """Return the field `(v,)` of each handle: 1 at its own point, 0 at the others held along the same axis."""
    result: dict[Handle, Float32Array] = {}
    for axis, names in HANDLE_AXES.items():
        held = [name for name in names if name in points]
        vertices = [points[name] for name in held]
        reach = np.array([FIELD_REACH[name.split(".")[0]] for name in held])
        combined = interpolating_fields(part_kernels(piece, vertices, reach), vertices)
        result |= {(name, axis): row.astype(np.float32) for name, row in zip(held, combined, strict=True)}
    return result


def lid_weights(piece: CustomPart, centre: Float32Array, point: int, shut: Float32Array, down: int) -> Float32Array:
    """Return how far each vertex rolls with a lid, `(v,)`: as a share of the lid's feature point `point`.

    Measured from the blend shape that closes the lid, `shut` `(v, 3)` mm, where that moves the point by 0.02 rad;
    else by the distance over the skin. `down` is 1 for an upper lid and -1 for a lower one.
    """
    before, after = piece.vertices - centre, piece.vertices + shut - centre
    angles = np.arctan2(before[:, 1], before[:, 2]) - np.arctan2(after[:, 1], after[:, 2])
    rolls = np.where(np.linalg.norm(shut, axis=1) > 0, np.maximum(down * angles, 0), 0)
    if rolls[point] > 0.02:
        return np.asarray(np.clip(rolls / rolls[point], 0, 1.5), np.float32)
    return np.asarray(part_kernels(piece, [point], LID_REACH)[0], np.float32)
