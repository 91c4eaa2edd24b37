"""How lids close: by which share of a lid's rotation over the eyeball each vertex of the skin rotates with it.

The weights are 1 at the lid's edge and fall off towards brow and cheek. The same falloff shapes the open eye at rest:
the base mesh's eye openings end in round corners, a real eye's in pointed ones.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float64Array, IntArray
from renderer.avatar.eyelids.edges import EyelidEdges
from renderer.avatar.eyelids.opening import eye_coordinates
from renderer.avatar.head import Head
from renderer.avatar.mesh import harmonic
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar.piece import smoothstep

EDGE_MIDDLES: Final = (("3.1", "3.3"), ("3.2", "3.4"))
"""Feature points in the middle of the upper and the lower lid's edge, for the left and the right eye."""
MAX_DISTANCE: Final = 29.0
"""Skin further than this from the eyeball's centre does not move with the lids, mm."""
MIN_DEPTH: Final = 2.0
"""Neither does the wall of the eye socket, less than this in front of the eyeball's centre, mm."""
FALLOFF_POWER: Final = 4.0
"""The power of the slope that the falloff minimises; a high power avoids steep places."""
FALLOFF_SMOOTHNESS: Final = 0.5
"""How smoothly the falloff begins and ends: 0 is an even slope throughout, 1 a smoothstep."""
OVERLAP: Final = 0.04
"""How far one lid that closes alone goes beyond the edge of the other, as a share of the opening."""
CORNER_RANGE: Final = (0.86, 1.0)
"""The range, from the middle of the eye (0) to its corner (1), over which a lid's rotation falls to one half."""
CORNER_POWER: Final = 0.8
"""The open eye's height is (1 - s²) to this power, with s from 0 in the middle to 1 in the corner."""


def eyelid_weights(head: Head, points: dict[str, int], smoother: MeshSmoother) -> Float64Array:
    """Return the weights of the lids, `(2, 2, v)`: for the left and the right eye, the upper and the lower lid.

    A vertex with weight w rotates by w times the angle of the lid. The weight is 1 in the middle of the lid's edge.
    Along the edge it follows the height of the opening, so that lids that meet in the middle meet from corner to
    corner. From the edge to the skin that does not move, the weight falls off as evenly as possible: nowhere is the
    skin stretched more than necessary.
    """
    regions = [_EyeRegion.for_eye(head, points, side) for side in (0, 1)]
    angles = [region.spread_over_skin(region.closing_angles(), len(head.vertices)) for region in regions]
    weights = np.stack([smoother.smooth(lid_angles.T).T for lid_angles in angles])
    return np.stack(
        [
            eye_weights / eye_weights[[0, 1], eye.middles][:, None]
            for eye_weights, eye in zip(weights, regions, strict=True)
        ]
    )


def shape_eye_corners(head: Head, points: dict[str, int]) -> Head:
    """Return the head with pointed corners of the eyes; the opening keeps its height in the middle."""
    vertices = head.vertices.copy()
    for side in (0, 1):
        region = _EyeRegion.for_eye(head, points, side)
        angle = region.spread_over_skin(region.corner_shaping_angles(), len(vertices)).sum(axis=0)
        y, z = (vertices - head.eye_centres[side]).T[1:]
        vertices[:, 1] += (np.cos(angle) - 1) * y + np.sin(angle) * z
        vertices[:, 2] += (np.cos(angle) - 1) * z - np.sin(angle) * y
    return replace(head, vertices=vertices)


@dataclass(frozen=True, eq=False)
class _EyeRegion:
    """The skin around one eye: `n` vertices.

    Angles are about the x axis through the eyeball's centre, positive upwards, in rad. The elevation of a vertex is its
    angle above the eye's axis.

    Attributes
    ----------
    head_indices, faces
        The vertices as indices into the head's, `(n,)`, and the triangles between them.
    offsets
        `(n, 3)`, the vertices relative to the eyeball's centre, x towards the temple, mm.
    fixed
        `(n,)`, True where no lid moves the skin.
    edges
        The edges of the upper and the lower lid from corner to corner, with rising x.
    middles
        The vertices of the head in the middle of both edges.
    """

    head_indices: IntArray
    faces: NDArray[np.int32]
    offsets: Float64Array
    fixed: BoolArray
    edges: tuple[IntArray, IntArray]
    middles: list[int]

    @classmethod
    def for_eye(cls, head: Head, points: dict[str, int], side: int) -> Self:
        offsets = eye_coordinates(head, side)
        movable = (np.linalg.norm(offsets, axis=1) < MAX_DISTANCE) & (offsets[:, 2] > MIN_DEPTH)
        faces = head.faces[movable[head.faces].any(axis=1)]
        head_indices = np.unique(faces).astype(np.int64)
        upper_middle, lower_middle = (points[name] for name in EDGE_MIDDLES[side])
        edges = EyelidEdges.find(head, side, (upper_middle, lower_middle))
        upper, lower = (edge[np.argsort(offsets[edge, 0])] for edge in (edges.upper, edges.lower))
        return cls(
            head_indices=head_indices,
            faces=np.searchsorted(head_indices, faces).astype(np.int32),
            offsets=offsets[head_indices],
            fixed=~movable[head_indices],
            edges=(np.searchsorted(head_indices, upper), np.searchsorted(head_indices, lower)),
            middles=[upper_middle, lower_middle],
        )

    def closing_angles(self) -> tuple[Float64Array, Float64Array]:
        """Return by how much each vertex of the upper and the lower edge rotates until it meets the other edge."""
        upper, lower = (self._closing_angles(edge) for edge in self.edges)
        return upper, lower

    def _closing_angles(self, edge: IntArray) -> Float64Array:
        top, bottom = self._edge_elevations(edge)
        opening = np.maximum(top - bottom, 0)
        overlap_factor = 1 + OVERLAP * smoothstep(opening, 0, 0.5)
        corner_factor = 1 - 0.5 * smoothstep(self._corner_position(edge), *CORNER_RANGE)
        return np.asarray(opening * overlap_factor * corner_factor)

    def corner_shaping_angles(self) -> tuple[Float64Array, Float64Array]:
        """Return by how much each vertex of both edges rotates to make the corners pointed.

        The middle of both edges rotates by the same angle, until they lie as far above the eye's axis as below it, as
        tangents to the iris.
        """
        centre, height = self._opening_centre(), self._opening_height()
        upper, lower = (self._corner_shaping_angles(edge, centre, height) for edge in self.edges)
        return upper, lower

    def _corner_shaping_angles(self, edge: IntArray, centre: float, height: float) -> Float64Array:
        top, bottom = self._edge_elevations(edge)
        elevation, corners = self._elevation()[edge], edge[[0, -1]]
        corner_line = np.interp(self.offsets[edge, 0], self.offsets[corners, 0], self._elevation()[corners])
        position = self._corner_position(edge)
        desired_height = (1 - position**2) ** CORNER_POWER * height
        height_reduction = np.clip(1 - desired_height / np.maximum(top - bottom, 1e-6), 0, 1)
        return np.asarray(-((elevation - corner_line) * height_reduction) - centre * (1 - position**2))

    def spread_over_skin(self, edge_angles: tuple[Float64Array, Float64Array], vertex_count: int) -> Float64Array:
        """Return the edges' angles extended over the skin around them, `(2, vertex_count)` for the whole head."""
        result = np.zeros((2, vertex_count))
        for lid, angles in enumerate(edge_angles):
            result[lid, self.head_indices] = self._extend_angles(lid, angles) * self._falloff(lid)
        return result

    def _elevation(self) -> Float64Array:
        return np.arctan2(self.offsets[:, 1], self.offsets[:, 2])

    def _edge_elevations(self, vertices: IntArray) -> tuple[Float64Array, Float64Array]:
        """Return the elevation of the upper and of the lower edge at the x of some vertices."""
        x, elevation = self.offsets[vertices, 0], self._elevation()
        top, bottom = (np.interp(x, self.offsets[edge, 0], elevation[edge]) for edge in self.edges)
        return top, bottom

    def _corner_position(self, vertices: IntArray) -> Float64Array:
        """Return where vertices lie between the middle of the eye, 0, and its corners, 1."""
        x, middle = self.offsets[vertices, 0], self.offsets[np.searchsorted(self.head_indices, self.middles[0]), 0]
        first, last = self.offsets[self.edges[0][[0, -1]], 0]
        return np.asarray(np.where(x > middle, (x - middle) / (last - middle), (middle - x) / (middle - first)))

    def _middle_elevations(self) -> tuple[float, float]:
        """Return the elevation of both edges in the middle of the upper one."""
        top, bottom = self._edge_elevations(np.searchsorted(self.head_indices, self.middles[:1]))
        return float(top[0]), float(bottom[0])

    def _opening_centre(self) -> float:
        """Return the elevation half way between the edges in their middle."""
        top, bottom = self._middle_elevations()
        return (top + bottom) / 2

    def _opening_height(self) -> float:
        """Return the angle between the edges in their middle."""
        top, bottom = self._middle_elevations()
        return top - bottom

    def _extend_angles(self, lid: int, angles: Float64Array) -> Float64Array:
        """Return the angles of one lid's edge extended smoothly over all skin around the eye, `(n,)`."""
        known, values = np.zeros(len(self.offsets), bool), np.zeros(len(self.offsets))
        for edge in self.edges:
            known[edge] = True
            values[edge] = np.interp(self.offsets[edge, 0], self.offsets[self.edges[lid], 0], angles)
        return harmonic.interpolate_p_harmonic(self.offsets, self.faces, known, values, power=2)

    def _falloff(self, lid: int) -> Float64Array:
        """Return 1 on a lid's edge, 0 on the other lid's and on fixed skin, and an even slope between, `(n,)`."""
        known, values = self.fixed.copy(), np.zeros(len(self.offsets))
        known[self.edges[lid]] = known[self.edges[1 - lid]] = True
        values[self.edges[lid][1:-1]] = 1
        even = harmonic.interpolate_p_harmonic(self.offsets, self.faces, known, values, power=FALLOFF_POWER)
        return FALLOFF_SMOOTHNESS * smoothstep(even, 0, 1) + (1 - FALLOFF_SMOOTHNESS) * even
