"""Smooths motion where it would turn over the skin's triangles.

In the corners of mouth and eyes the mesh runs together: sides there are a tenth of those around them, and a motion that
is smooth from point to point can still differ between two ends of such a side by more than its length. Elsewhere a face
unit made for one face can squeeze another one's wrinkle until its walls pass through each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from face.arrays import BoolArray, Float64Array
from renderer.avatar.head import Head
from renderer.avatar.mesh import harmonic, subdivision

Smoother = Callable[[Float64Array], Float64Array]

SHORT_EDGE: Final = 0.5
"""Sides below this length are tiny, mm."""
RINGS: Final = 3
"""How many sides away from a tiny or a squeezed triangle motion is smoothed."""
SMOOTHING_DISTANCE: Final = 0.8
"""The smoothing distance, mm."""
RELAXING_DISTANCE: Final = 0.3
"""The distance over which the skin itself is smoothed, mm."""
SQUEEZED_AREA_SHARE: Final = 0.35
"""A triangle is squeezed when its area, projected along its normal at rest, falls below this share of that at rest."""
MAX_STRENGTH: Final = 1.2
"""The strength of a face unit up to which it may squeeze no triangle."""
MAX_PASSES: Final = 12
"""How often, over longer and longer distances, a unit is smoothed at most."""


@dataclass(frozen=True, eq=False)
class MeshSmoother:
    """Smooths values on a head's skin.

    Attributes
    ----------
    laplacian, touching
        `(v, v)`, and the same with 1 wherever it is not 0: which vertices share a side.
    mass, tiny
        `(v,)`, the area around each vertex, mm², and where the mesh runs together.
    """

    head: Head
    laplacian: sparse.csr_array
    touching: sparse.csr_array
    mass: Float64Array
    tiny: BoolArray

    @classmethod
    def for_head(cls, head: Head) -> Self:
        """Prepare a head's skin."""
        pairs, weights = harmonic.edge_weights(head.vertices, head.faces)
        short = np.linalg.norm(head.vertices[pairs[:, 0]] - head.vertices[pairs[:, 1]], axis=1) < SHORT_EDGE
        tiny = np.zeros(len(head.vertices), bool)
        tiny[pairs[short]] = True
        matrix = harmonic.laplacian(pairs, weights, len(head.vertices))
        return cls(head, matrix, sparse.csr_array(abs(matrix).sign()), _vertex_areas(head), tiny)

    def relaxed_head(self, below: float) -> Head:
        """Return the head with the skin itself smoothed in the tiny places that lie `below` a height, mm."""
        places = self.tiny & (self.head.vertices[:, 1] < below)
        vertices = self._smoother(places, RELAXING_DISTANCE)(self.head.vertices)
        return replace(self.head, vertices=vertices, faces=subdivision.triangulate(self.head.quads, vertices))

    def smooth(self, values: Float64Array) -> Float64Array:
        """Return values `(v,)` or `(v, k)`, smoothed in the tiny places."""
        return self._smooth_tiny_places(values)

    def untangle(self, delta: Float64Array) -> Float64Array:
        """Return a face unit's motion `(v, 3)` mm, smoothed there too, and where it squeezes triangles."""
        result = self.smooth(delta)
        moved = self.head.faces[np.abs(delta).max(axis=1)[self.head.faces].any(axis=1)]
        for further in range(1, MAX_PASSES):
            squeezed = self._squeezed_vertices(result, moved)
            if not squeezed.any():
                break
            result = self._smoother(squeezed, SMOOTHING_DISTANCE * further)(result)
        return result

    @cached_property
    def _smooth_tiny_places(self) -> Smoother:
        return self._smoother(self.tiny)

    def _smoother(self, places: BoolArray, scale: float = SMOOTHING_DISTANCE) -> Smoother:
        """Return a function that smooths values around some places, over a distance of `scale` mm."""
        inside = np.flatnonzero(self._around(places))
        rows = scale**2 * self.laplacian[inside]
        mass = self.mass[inside]
        solver = splu((rows[:, inside] + sparse.diags_array(mass)).tocsc())

        def smooth(values: Float64Array) -> Float64Array:
            result = values.reshape(len(values), -1).copy()
            known = mass[:, None] * result[inside]
            result[inside] = 0
            result[inside] = solver.solve(known - rows @ result)
            return result.reshape(values.shape)

        return smooth

    def _around(self, places: BoolArray) -> BoolArray:
        near = places.astype(np.float32)
        for _ in range(RINGS):
            near = self.touching @ near
        return near > 0

    def _squeezed_vertices(self, delta: Float64Array, faces: NDArray[np.int32]) -> BoolArray:
        """Return the vertices of those of the triangles that are squeezed, `(v,)`."""
        before = _face_normals(self.head.vertices, faces)
        after = _face_normals(self.head.vertices + MAX_STRENGTH * delta, faces)
        left = np.einsum("fc,fc->f", before, after) / np.maximum(np.einsum("fc,fc->f", before, before), 1e-12)
        result = np.zeros(len(delta), bool)
        result[faces[left < SQUEEZED_AREA_SHARE]] = True
        return result


def _vertex_areas(head: Head) -> Float64Array:
    """Return a third of the area of the triangles around each vertex, `(v,)` mm²."""
    area = np.linalg.norm(_face_normals(head.vertices, head.faces), axis=1) / 6
    return np.asarray(np.bincount(head.faces.ravel(), np.repeat(area, 3), len(head.vertices)), float)


def _face_normals(points: Float64Array, faces: NDArray[np.int32]) -> Float64Array:
    a, b, c = (points[faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)
