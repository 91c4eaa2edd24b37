"""Mesh artifacts that a deformation must not cause: triangles turned inside out, edges stretched."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float32Array
from renderer.avatar.model import Avatar


@dataclass(frozen=True, eq=False)
class SkinArtifacts:
    """Finds artifacts on the skin, from its `faces` `(F, 3)`, `edges` `(E, 2)` and `rest` positions `(v, 3)` mm."""

    part: slice
    faces: NDArray[np.int32]
    edges: NDArray[np.int32]
    rest: Float32Array

    @classmethod
    def for_avatar(cls, avatar: Avatar) -> Self:
        """Take the skin of an avatar."""
        part = avatar.part("skin")
        sides = np.concatenate([part.faces[:, [k, (k + 1) % 3]] for k in range(3)])
        edges = np.unique(np.sort(sides, axis=1), axis=0)
        return cls(part.vertices, part.faces, edges, avatar.neutral[part.vertices])

    def flipped_triangles(self, vertices: Float32Array) -> int:
        """Return how many triangles of a still head, `(V, 3)`, face away from where they faced at rest."""
        cosines = np.einsum("fc,fc->f", self._normals(vertices[self.part]), self._normals(self.rest))
        return int((cosines < 0).sum())

    def max_stretch(self, vertices: Float32Array) -> float:
        """Return the greatest ratio of an edge's length to its length at rest."""
        return float((self._lengths(vertices[self.part]) / self._lengths(self.rest)).max())

    def _normals(self, points: Float32Array) -> Float32Array:
        a, b, c = (points[self.faces[:, k]] for k in range(3))
        return np.asarray(np.cross(b - a, c - a))

    def _lengths(self, points: Float32Array) -> Float32Array:
        difference = points[self.edges[:, 0]] - points[self.edges[:, 1]]
        return np.asarray(np.sqrt(np.einsum("ec,ec->e", difference, difference)))
