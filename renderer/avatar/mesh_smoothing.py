"""Smooths motion of the skin where it would turn triangles over.

In the corners of mouth and eyes the mesh is very dense: edges there are a tenth as long as those around them. A motion
that is smooth elsewhere can differ between the ends of such an edge by more than the edge's length. And a face unit
made for one face can squeeze a wrinkle of another face until its two walls pass through each other.
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
"""Edges below this length are short, mm."""
NEIGHBOUR_RINGS: Final = 3
"""How many rings of neighbours around a short edge or a squeezed triangle are smoothed too."""
MOTION_SMOOTHING_DISTANCE: Final = 0.8
"""The distance over which motion is smoothed, mm."""
SKIN_SMOOTHING_DISTANCE: Final = 0.3
"""The distance over which the skin itself is smoothed, mm."""
SQUEEZED_AREA_SHARE: Final = 0.35
"""A triangle is squeezed when its area, projected along its normal at rest, falls below this share of that at rest."""
MAX_STRENGTH: Final = 1.2
"""The strength of a face unit up to which it must not squeeze a triangle."""
MAX_PASSES: Final = 12
"""The largest number of passes, each over a longer distance, that smooth one unit."""


@dataclass(frozen=True, eq=False)
class MeshSmoother:
    """Smooths values on a head's skin.

    Attributes
    ----------
    laplacian, adjacency
        `(v, v)`: the skin's Laplacian, and the same with 1 wherever it is not 0.
    vertex_areas
        `(v,)`, the area around each vertex, mm².
    dense
        `(v,)`, True for the ends of short edges.
    """

    head: Head
    laplacian: sparse.csr_array
    adjacency: sparse.csr_array
    vertex_areas: Float64Array
    dense: BoolArray

    @classmethod
    def for_head(cls, head: Head) -> Self:
        """Prepare a head's skin."""
        edges, weights = harmonic.cotangent_weights(head.vertices, head.faces)
        is_short = np.linalg.norm(head.vertices[edges[:, 0]] - head.vertices[edges[:, 1]], axis=1) < SHORT_EDGE
        dense = np.zeros(len(head.vertices), bool)
        dense[edges[is_short]] = True
        matrix = harmonic.laplacian(edges, weights, len(head.vertices))
        return cls(head, matrix, sparse.csr_array(abs(matrix).sign()), _vertex_areas(head), dense)

    def smooth_head(self, below: float) -> Head:
        """Return the head with the skin itself smoothed where the mesh is dense and lies `below` a height, mm."""
        mask = self.dense & (self.head.vertices[:, 1] < below)
        vertices = self._local_smoother(mask, SKIN_SMOOTHING_DISTANCE)(self.head.vertices)
        return replace(self.head, vertices=vertices, faces=subdivision.triangulate(self.head.quads, vertices))

    def smooth(self, values: Float64Array) -> Float64Array:
        """Return values `(v,)` or `(v, k)`, smoothed where the mesh is dense."""
        return self._dense_region_smoother(values)

    def untangle(self, displacements: Float64Array) -> Float64Array:
        """Return a face unit's displacements `(v, 3)` mm, smoothed where the mesh is dense or gets squeezed."""
        result = self.smooth(displacements)
        moving_faces = self.head.faces[np.abs(displacements).max(axis=1)[self.head.faces].any(axis=1)]
        for distance_factor in range(1, MAX_PASSES):
            squeezed = self._squeezed_vertices(result, moving_faces)
            if not squeezed.any():
                break
            result = self._local_smoother(squeezed, MOTION_SMOOTHING_DISTANCE * distance_factor)(result)
        return result

    @cached_property
    def _dense_region_smoother(self) -> Smoother:
        return self._local_smoother(self.dense)

    def _local_smoother(self, mask: BoolArray, distance: float = MOTION_SMOOTHING_DISTANCE) -> Smoother:
        """Return a function that smooths values around the vertices of `mask`, over a distance in mm.

        It takes one implicit step of diffusion; values outside the region stay and are its boundary.
        """
        region = np.flatnonzero(self._with_neighbours(mask))
        rows = distance**2 * self.laplacian[region]
        areas = self.vertex_areas[region]
        solver = splu((rows[:, region] + sparse.diags_array(areas)).tocsc())

        def smooth(values: Float64Array) -> Float64Array:
            result = values.reshape(len(values), -1).copy()
            weighted_values = areas[:, None] * result[region]
            result[region] = 0
            result[region] = solver.solve(weighted_values - rows @ result)
            return result.reshape(values.shape)

        return smooth

    def _with_neighbours(self, mask: BoolArray) -> BoolArray:
        """Return the mask grown by `NEIGHBOUR_RINGS` rings of neighbours."""
        reached = mask.astype(np.float32)
        for _ in range(NEIGHBOUR_RINGS):
            reached = self.adjacency @ reached
        return reached > 0

    def _squeezed_vertices(self, displacements: Float64Array, faces: NDArray[np.int32]) -> BoolArray:
        """Return the mask `(v,)` of the corners of those `faces` that the displacements squeeze."""
        before = _face_normals(self.head.vertices, faces)
        after = _face_normals(self.head.vertices + MAX_STRENGTH * displacements, faces)
        area_shares = np.einsum("fc,fc->f", before, after) / np.maximum(np.einsum("fc,fc->f", before, before), 1e-12)
        mask = np.zeros(len(displacements), bool)
        mask[faces[area_shares < SQUEEZED_AREA_SHARE]] = True
        return mask


def _vertex_areas(head: Head) -> Float64Array:
    """Return a third of the area of the triangles around each vertex, `(v,)` mm²."""
    shares = np.linalg.norm(_face_normals(head.vertices, head.faces), axis=1) / 6
    return np.asarray(np.bincount(head.faces.ravel(), np.repeat(shares, 3), len(head.vertices)), float)


def _face_normals(points: Float64Array, faces: NDArray[np.int32]) -> Float64Array:
    """Return the triangles' normals, twice as long as their areas, `(f, 3)` mm²."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    return np.cross(b - a, c - a)
