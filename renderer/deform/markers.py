"""A deformer that puts the markers themselves where they were measured, for what FAPs can't say.

The default deformer moves the face as the FAPs say: jaw, lips that seal, lids, eyes, tongue. What the 46 markers then
still lack is given to fields around them: foreheads that rise and spread, cheeks that slide. Each field is 1 at its
marker and 0 at the others, so that a frame needs one product with one matrix. Lids keep the FAPs' places.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from face.faps import fap_index
from renderer.avatar.types import Avatar
from renderer.deform import demand, turns
from renderer.deform.bind import Binding, bound
from renderer.deform.fat import FatDeformer, fat

Floats = NDArray[np.float32]

REACH: Final = 38.0
"""How far a marker's field reaches over the skin, mm."""
RIDGE: Final = 0.02
"""Keeps the fields even where two markers lie close together; a marker misses its place by about this share."""
HANGING: Final = ("brows", "lashes", "hair")
"""Parts that go along with the skin below them."""
LOOSE: Final = 8.0
"""Height above the skin at which they no longer do, mm."""


@dataclass(frozen=True, eq=False)
class MarkersDeformer:
    """Moves one avatar by FAPs and markers; made by `markers`.

    Attributes
    ----------
    base
        Moves it as the FAPs say.
    fields, near
        How far each marker takes each of the vertices `near` `(N,)` along: `(46, N)`.
    """

    avatar: Avatar
    base: FatDeformer
    binding: Binding
    fields: Floats
    near: NDArray[np.int64]

    def vertices(self, values: Floats, moved: Floats) -> Floats:
        """Return the avatar's vertices `(T, V, 3)` mm.

        Parameters
        ----------
        values
            FAPs, `(T, 66)`.
        moved
            How far the speaker's markers are from their neutral places, `(T, 46, 3)` mm.
        """
        points = self.base.vertices(values)
        turn = turns.head(*(np.float32(1e-5) * values[:, fap_index(number)] for number in demand.HEAD))
        pivot = self.avatar.rig.neck_pivot
        here = (points[:, self.binding.vertices] - pivot) @ turn + pivot
        lacking = moved * self.binding.scale - (here - self.avatar.neutral[self.binding.vertices])
        filled = np.einsum("tmc,mv->tvc", lacking @ turn.transpose(0, 2, 1), self.fields, optimize=True)
        points[:, self.near] += filled
        return points


def markers(avatar: Avatar, neutral: Floats) -> MarkersDeformer:
    """Prepare the deformer for an avatar and a speaker's markers at rest, `(46, 3)` mm."""
    binding = bound(avatar, neutral)
    fields = _fields(avatar, binding.vertices)
    near = np.flatnonzero(fields.any(axis=0))
    return MarkersDeformer(avatar, fat(avatar), binding, fields[:, near], near)


def _fields(avatar: Avatar, at: NDArray[np.int64]) -> Floats:
    """Return the markers' fields over all vertices `(46, V)`: kernels of the distance over the skin (Wendland's C2)."""
    skin = avatar.part("skin").vertices
    distance = dijkstra(_graph(avatar), directed=False, indices=at - skin.start, limit=REACH)
    ratio = np.minimum(distance / REACH, 1)
    kernels = (1 - ratio) ** 4 * (4 * ratio + 1)
    gram = kernels[:, at - skin.start]
    fields = np.zeros((len(at), len(avatar.neutral)))
    lids = np.clip(avatar.rig.lids.max(axis=(0, 1)), 0, 1)[skin]
    fields[:, skin] = np.linalg.solve((gram + gram.T) / 2 + RIDGE * np.eye(len(at)), kernels) * (1 - lids)
    return _hung(avatar, fields).astype(np.float32)


def _hung(avatar: Avatar, fields: NDArray[np.float64]) -> NDArray[np.float64]:
    """Carry the skin's fields over to what hangs on it."""
    skin = avatar.part("skin").vertices
    tree = KDTree(avatar.neutral[skin])
    for part in avatar.parts:
        if part.name in HANGING:
            away, nearest = tree.query(avatar.neutral[part.vertices])
            fields[:, part.vertices] = fields[:, skin][:, nearest] * np.maximum(1 - away / LOOSE, 0)
    return fields


def _graph(avatar: Avatar) -> sparse.csr_array:
    """Return the lengths of the sides of the skin's triangles."""
    skin = avatar.part("skin")
    points = avatar.neutral[skin.vertices]
    sides = np.concatenate([skin.faces[:, [k, (k + 1) % 3]] for k in range(3)])
    sides = np.unique(np.sort(sides, axis=1), axis=0)
    lengths = np.linalg.norm(points[sides[:, 0]] - points[sides[:, 1]], axis=1) + 1e-6
    return sparse.csr_array((lengths, (sides[:, 0], sides[:, 1])), shape=(len(points), len(points)))
