"""A mesh of triangles, and polygons cut into triangles."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float64Array, Int32Array, IntArray, readonly_array
from face.errors import InputError

MAX_VERTICES: Final = 1_000_000
MAX_TRIANGLES: Final = 2_000_000


@dataclass(frozen=True, eq=False)
class Mesh:
    """A mesh of triangles.

    Attributes
    ----------
    vertices
        `(V, 3)`, in the unit and the axes of where it comes from.
    faces
        `(F, 3)` indices of vertices.

    Raises
    ------
    InputError
        If it has no triangle, a coordinate is not finite, or a triangle names a vertex that is not there.
    """

    vertices: Float64Array
    faces: Int32Array | IntArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "vertices", readonly_array(self.vertices, "vertices", (None, 3), np.float64))
        # Checked before they become int32, which would wrap an index that is too large.
        faces = readonly_array(self.faces, "faces", (None, 3), np.int64)
        if not len(faces):
            raise InputError("it has no face; give a mesh whose faces are in the file")
        if not np.isfinite(self.vertices).all():
            raise InputError(f"vertex {int(np.argwhere(~np.isfinite(self.vertices))[0][0])} has no finite position")
        wrong = (faces < 0) | (faces >= len(self.vertices))
        if wrong.any():
            raise InputError(f"a face names vertex {int(faces[wrong][0])} from 0; there are {len(self.vertices)}")
        object.__setattr__(self, "faces", readonly_array(faces, "faces", (None, 3), np.int32))


def triangles(polygons: Iterable[Sequence[int]]) -> list[tuple[int, int, int]]:
    """Return polygons as fans of triangles, in their order; raise InputError beyond `MAX_TRIANGLES`."""
    result: list[tuple[int, int, int]] = []
    for polygon in polygons:
        if len(result) + len(polygon) > MAX_TRIANGLES:
            raise InputError(f"it has more than {MAX_TRIANGLES} triangles; give a mesh of a head alone")
        first = polygon[0] if polygon else 0
        result += [(first, second, third) for second, third in itertools.pairwise(polygon[1:])]
    return result
