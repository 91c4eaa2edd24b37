"""A deformer that moves the markers themselves to where they were measured, for what FAPs can't express.

The default deformer moves the face by the FAPs: jaw, lips that seal, lids, eyes, tongue. What the 46 markers then still
lack is given to fields around them: foreheads that rise and spread, cheeks that slide. Each field is 1 at its marker
and 0 at the others, so that a frame needs one product with one matrix. Lids stay where the FAPs put them.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from scipy.spatial import KDTree

from face.arrays import Float32Array, Float64Array, IntArray
from face.faps import ANGLE_UNIT, fap_index
from renderer import rotations
from renderer.avatar.mesh.geodesic import surface_kernels, triangle_graph
from renderer.avatar.model import Avatar
from renderer.deformers import fap_targets
from renderer.deformers.fat import FatDeformer
from renderer.deformers.marker_binding import MarkerBinding, bind_markers

REACH: Final = 38.0
"""How far a marker's field reaches over the skin, mm."""
RIDGE: Final = 0.02
"""Keeps the fields smooth even where two markers lie close together; a marker's error is about this share."""
ATTACHED_PARTS: Final = ("brows", "lashes", "hair")
"""Parts that move with the skin below them."""
ATTACHMENT_HEIGHT: Final = 8.0
"""Height above the skin from which they no longer do, mm."""


@dataclass(frozen=True, eq=False)
class MarkersDeformer:
    """Moves one avatar by FAPs and markers.

    Attributes
    ----------
    fap_deformer
        Moves it by the FAPs.
    fields, field_vertices
        How far each marker moves each of the vertices `field_vertices` `(N,)`: `(46, N)`.
    """

    avatar: Avatar
    fap_deformer: FatDeformer
    binding: MarkerBinding
    fields: Float32Array
    field_vertices: IntArray

    @classmethod
    def for_speaker(cls, avatar: Avatar, neutral: Float32Array) -> Self:
        """Prepare the deformer for an avatar and a speaker's markers at rest, `(46, 3)` mm."""
        binding = bind_markers(avatar, neutral)
        fields = _marker_fields(avatar, binding.vertices)
        vertices = np.flatnonzero(fields.any(axis=0))
        return cls(avatar, FatDeformer.for_avatar(avatar), binding, fields[:, vertices], vertices)

    def vertices(self, values: Float32Array, moved: Float32Array) -> Float32Array:
        """Return the avatar's vertices `(T, V, 3)` mm.

        Parameters
        ----------
        values
            FAPs, `(T, 66)`.
        moved
            How far the speaker's markers are from their neutral positions, `(T, 46, 3)` mm.
        """
        points = self.fap_deformer.vertices(values)
        angles = (np.float32(ANGLE_UNIT) * values[:, fap_index(number)] for number in fap_targets.HEAD)
        turn = rotations.head_matrices(*angles)
        pivot = self.avatar.rig.neck_pivot
        current = (points[:, self.binding.vertices] - pivot) @ turn + pivot
        missing = moved * self.binding.scale - (current - self.avatar.neutral[self.binding.vertices])
        points[:, self.field_vertices] += np.einsum(
            "tmc,mv->tvc", missing @ turn.transpose(0, 2, 1), self.fields, optimize=True
        )
        return points


def _marker_fields(avatar: Avatar, marker_vertices: IntArray) -> Float32Array:
    """Return the markers' fields over all vertices `(46, V)`, by the distance over the skin."""
    skin = avatar.part("skin")
    vertices, on_skin = skin.vertices, marker_vertices - skin.vertices.start
    kernels = surface_kernels(triangle_graph(avatar.neutral[vertices], skin.faces), on_skin, REACH)
    gram = kernels[:, on_skin]
    fields = np.zeros((len(marker_vertices), len(avatar.neutral)))
    lids = np.clip(avatar.rig.lid_weights.max(axis=(0, 1)), 0, 1)[vertices]
    ridge = RIDGE * np.eye(len(marker_vertices))
    fields[:, vertices] = np.linalg.solve((gram + gram.T) / 2 + ridge, kernels) * (1 - lids)
    return _extend_to_attached_parts(avatar, fields).astype(np.float32)


def _extend_to_attached_parts(avatar: Avatar, fields: Float64Array) -> Float64Array:
    """Carry the skin's fields over to the parts attached to it."""
    skin = avatar.part("skin").vertices
    tree = KDTree(avatar.neutral[skin])
    for part in avatar.parts:
        if part.name in ATTACHED_PARTS:
            height, nearest = tree.query(avatar.neutral[part.vertices])
            fields[:, part.vertices] = fields[:, skin][:, nearest] * np.maximum(1 - height / ATTACHMENT_HEIGHT, 0)
    return fields
