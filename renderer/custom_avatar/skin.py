"""Fields over a user's skin: how far each vertex follows a feature point, told by the distance over the skin."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from renderer.avatar.rig.skin_rig import AXES, REACH
from renderer.custom_avatar.parts import CustomPart

Floats = NDArray[np.float32]
Handle = tuple[str, int]

LID_REACH: Final = 22.0
"""How far a lid's roll reaches where no morph target shows it, mm."""


def graph(piece: CustomPart) -> sparse.csr_array:
    """Return the lengths of the sides of a piece's triangles."""
    sides = np.concatenate([piece.faces[:, [k, (k + 1) % 3]] for k in range(3)])
    sides = np.unique(np.sort(sides, axis=1), axis=0)
    lengths = np.linalg.norm(piece.vertices[sides[:, 0]] - piece.vertices[sides[:, 1]], axis=1) + 1e-6
    count = len(piece.vertices)
    return sparse.csr_array((lengths, (sides[:, 0], sides[:, 1])), shape=(count, count))


def kernels(piece: CustomPart, vertices: list[int], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Wendland's C2 kernel around some vertices, `(n, v)`: 1 there, 0 from `reach` `(n,)` mm on."""
    distance = dijkstra(graph(piece), directed=False, indices=vertices, limit=float(reach.max()))
    ratio = np.clip(distance / reach[:, None], 0, 1)
    return np.asarray((1 - ratio) ** 4 * (4 * ratio + 1))


def fields(piece: CustomPart, points: dict[str, int]) -> dict[Handle, Floats]:
    """Return the field `(v,)` of each handle: 1 at its own point, 0 at the others held along the same axis."""
    result: dict[Handle, Floats] = {}
    for axis, names in AXES.items():
        held = [name for name in names if name in points]
        reach = np.array([REACH[name.split(".")[0]] for name in held])
        local = kernels(piece, [points[name] for name in held], reach)
        combined = np.linalg.solve(local[:, [points[name] for name in held]], local)
        result |= {(name, axis): row.astype(np.float32) for name, row in zip(held, combined, strict=True)}
    return result


def lid(piece: CustomPart, centre: Floats, point: int, shut: Floats, down: int) -> Floats:
    """Return how far each vertex rolls with a lid, `(v,)`: as a share of the lid's feature point `point`.

    Read off what shuts the lid, `shut` `(v, 3)` mm, where that moves the point by a fiftieth of a radian; else told by
    the distance over the skin. `down` is 1 for an upper lid and -1 for a lower one.
    """
    before, after = piece.vertices - centre, piece.vertices + shut - centre
    angles = np.arctan2(before[:, 1], before[:, 2]) - np.arctan2(after[:, 1], after[:, 2])
    rolls = np.where(np.linalg.norm(shut, axis=1) > 0, np.maximum(down * angles, 0), 0)
    if rolls[point] > 0.02:
        return np.asarray(np.clip(rolls / rolls[point], 0, 1.5), np.float32)
    return np.asarray(kernels(piece, [point], np.array([LID_REACH]))[0], np.float32)
