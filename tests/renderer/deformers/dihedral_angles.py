"""How sharply motion bends the surface: the angle between triangles that share a side, beside what it was at rest."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.model import Avatar

Floats = NDArray[np.float32]

CORNERS: Final = 2.5
"""So near to the mouth's corners, where two lips fold into one, a bend is no fault; mm."""


@dataclass(frozen=True, eq=False)
class DihedralAngles:
    """The skin's triangles `faces` `(F, 3)` and the `pairs` `(P, 2)` of them that share a side."""

    part: slice
    faces: NDArray[np.int32]
    pairs: NDArray[np.int64]
    rest: Floats

    @classmethod
    def for_skin(cls, avatar: Avatar) -> Self:
        """Take the skin of an avatar, without the mouth's corners."""
        part = avatar.part("skin")
        points = avatar.neutral[part.vertices]
        pairs, middles = _neighbours(part.faces, points)
        corners = [avatar.neutral[avatar.feature_points[name]] for name in ("2.4", "2.5")]
        away = np.min([np.linalg.norm(middles - corner, axis=1) for corner in corners], axis=0)
        return cls(part.vertices, part.faces, pairs[away > CORNERS], points)

    def sharpest(self, vertices: Floats) -> float:
        """Return by how many degrees a bend grew at most, for the vertices `(V, 3)` of a head."""
        return float((self._angles(vertices[self.part]) - self._angles(self.rest)).max())

    def _angles(self, points: Floats) -> Floats:
        a, b, c = (points[self.faces[:, k]] for k in range(3))
        normals = np.cross(b - a, c - a)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        one, other = (normals[self.pairs[:, k]] for k in (0, 1))
        return np.asarray(np.degrees(np.arccos(np.clip(np.einsum("pc,pc->p", one, other), -1, 1))))


def _neighbours(faces: NDArray[np.int32], points: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the pairs of triangles that share a side, `(P, 2)`, and the sides' middles `(P, 3)`."""
    sides = np.sort(np.concatenate([faces[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
    order = np.lexsort(sides.T)
    shared = np.flatnonzero((sides[order][1:] == sides[order][:-1]).all(axis=1))
    pairs = np.stack([order[shared], order[shared + 1]], axis=1) % len(faces)
    return pairs, points[sides[order[shared]]].mean(axis=1)
