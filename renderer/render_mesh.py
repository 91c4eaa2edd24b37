"""Joins an avatar's parts into the one mesh that the graphics card draws in a single call."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from face.arrays import Float32Array, IntArray
from renderer.avatar.model import Avatar, Part

SUBSURFACE_SCATTERING: Final = {"skin": 1.0, "tongue": 0.7, "upper_teeth": 0.25, "lower_teeth": 0.25}
"""How much light each part lets through below its surface, 0 if not listed."""

GAMMA: Final = 2.0
"""The shader's approximation of sRGB: light is the square of a colour, since a square root is the cheapest inverse."""


@dataclass(frozen=True, eq=False)
class RenderMesh:
    """The mesh to draw; `V` vertices, `F` triangles.

    Attributes
    ----------
    faces
        `(F, 3)` int32, counter-clockwise seen from where they are visible; each normal points there too.
    colour
        `(V, 3)` linear RGB, 0 to 1.
    gloss, scatter
        `(V,)` 0 to 1: how wet it looks, and how far light spreads below it.
    back_faces
        `(B, 3)` int32, the triangles that are visible from behind as well, reversed. Those in the rear half of the head
        are left out: the head hides them from the camera, and drawing them takes as long as drawing the face.
    shared_normals
        `(V,)`, for each vertex the one whose normal it shares where an exporter split a smooth surface; None if none.
    """

    faces: NDArray[np.int32]
    colour: Float32Array
    gloss: Float32Array
    scatter: Float32Array
    back_faces: NDArray[np.int32]
    shared_normals: IntArray | None = None

    def all_faces(self) -> NDArray[np.int32]:
        """Return front and back triangles, `(F + B, 3)`."""
        return np.concatenate([self.faces, self.back_faces])


def build_render_mesh(avatar: Avatar) -> RenderMesh:
    """Join the parts of an avatar."""
    scatter = [np.full(len(part.gloss), SUBSURFACE_SCATTERING.get(part.name, 0.0), np.float32) for part in avatar.parts]
    reversed_faces = [_avatar_faces(part)[:, ::-1] for part in avatar.parts if part.two_sided]
    back_faces = np.concatenate([np.empty((0, 3), np.int32), *reversed_faces])
    depth = avatar.neutral[:, 2]
    in_front = depth[back_faces].mean(axis=1) > (depth.min() + depth.max()) / 2
    return RenderMesh(
        faces=np.concatenate([_avatar_faces(part) for part in avatar.parts]),
        colour=np.concatenate([part.colour for part in avatar.parts]) ** np.float32(GAMMA),
        gloss=np.concatenate([part.gloss for part in avatar.parts]),
        scatter=np.concatenate(scatter),
        back_faces=back_faces[in_front],
    )


def _avatar_faces(part: Part) -> NDArray[np.int32]:
    return part.faces + np.int32(part.vertices.start)


class VertexNormals:
    """Computes vertex normals of a mesh with fixed `faces` `(F, 3)` and `count` moving vertices.

    With `shared` `(count,)` each vertex takes the normal of another one, to which their faces count together.
    """

    def __init__(self, faces: NDArray[np.int32], count: int, shared: IntArray | None = None) -> None:
        self._corners = np.ascontiguousarray(faces.T)
        self._shared = shared
        face_of_corner = np.repeat(np.arange(len(faces)), 3)
        shape = (count, len(faces))
        weights = np.ones(faces.size, np.float32)
        vertex_of_corner = faces.ravel() if shared is None else shared[faces.ravel()]
        self._sum_over_faces = sparse.csr_matrix((weights, (vertex_of_corner, face_of_corner)), shape)

    def __call__(self, vertices: Float32Array) -> Float32Array:
        """Return unit normals `(V, 3)`: the mean of the adjacent faces' normals, weighted by their areas.

        A vertex without a face, or with only degenerate ones, gets 0.
        """
        a, b, c = (vertices[corner] for corner in self._corners)
        normals = self._sum_over_faces @ _cross(b - a, c - a)
        lengths = np.sqrt(np.einsum("vi,vi->v", normals, normals))[:, None]
        unit_normals = np.asarray(normals / np.maximum(lengths, np.finfo(np.float32).tiny))
        return unit_normals if self._shared is None else unit_normals[self._shared]


def _cross(a: Float32Array, b: Float32Array) -> Float32Array:
    """Return the cross products of the rows; several times faster than numpy's general one."""
    (ax, ay, az), (bx, by, bz) = a.T, b.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)
