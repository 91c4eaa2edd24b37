"""What motion does to a surface that it should not: triangles turned inside out, sides stretched."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.types import Avatar

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Skin:
    """The skin's `faces` `(F, 3)`, its `edges` `(E, 2)`, and how they lie at rest."""

    part: slice
    faces: NDArray[np.int32]
    edges: NDArray[np.int32]
    rest: Floats

    @classmethod
    def of(cls, avatar: Avatar) -> "Skin":
        """Take the skin of an avatar."""
        part = avatar.part("skin")
        sides = np.concatenate([part.faces[:, [k, (k + 1) % 3]] for k in range(3)])
        edges = np.unique(np.sort(sides, axis=1), axis=0)
        return cls(part.vertices, part.faces, edges, avatar.neutral[part.vertices])

    def flipped(self, vertices: Floats) -> int:
        """Return how many triangles of a still head, `(V, 3)`, face away from where they faced at rest."""
        return int((np.einsum("fc,fc->f", self._normals(vertices[self.part]), self._normals(self.rest)) < 0).sum())

    def stretch(self, vertices: Floats) -> float:
        """Return the longest a side of a triangle became, as a ratio to its length at rest."""
        return float((self._lengths(vertices[self.part]) / self._lengths(self.rest)).max())

    def _normals(self, points: Floats) -> Floats:
        a, b, c = (points[self.faces[:, k]] for k in range(3))
        return np.asarray(np.cross(b - a, c - a))

    def _lengths(self, points: Floats) -> Floats:
        apart = points[self.edges[:, 0]] - points[self.edges[:, 1]]
        return np.asarray(np.sqrt(np.einsum("ec,ec->e", apart, apart)))
