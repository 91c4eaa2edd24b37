"""An avatar's parts joined into one surface, as the graphics card draws it: one draw call for the whole head."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from renderer.avatar.types import Avatar, Part

Floats = NDArray[np.float32]

SCATTER: Final = {"skin": 1.0, "tongue": 0.7, "upper_teeth": 0.25, "lower_teeth": 0.25}
"""How much light each kind of tissue lets through below its surface, 0 where not named."""

GAMMA: Final = 2.0
"""The shader's notion of sRGB: light is the square of a colour, since a square root is the cheapest way back."""


@dataclass(frozen=True, eq=False)
class Surface:
    """What is drawn; `V` vertices, `F` triangles.

    Attributes
    ----------
    faces
        `(F, 3)` int32, counter-clockwise seen from where they are visible; each normal points there too.
    colour
        `(V, 3)` linear RGB, 0 to 1.
    gloss, scatter
        `(V,)` 0 to 1: how wet it looks, and how far light spreads below it.
    backs
        `(B, 3)` int32, the faces that are seen from behind as well, turned round. Those in the rear half of the head
        are left out: the head hides them from the camera, and drawing them takes as long as drawing the face.
    """

    faces: NDArray[np.int32]
    colour: Floats
    gloss: Floats
    scatter: Floats
    backs: NDArray[np.int32]

    def drawn(self) -> NDArray[np.int32]:
        """Return all triangles, `(F + B, 3)`."""
        return np.concatenate([self.faces, self.backs])


def surface(avatar: Avatar) -> Surface:
    """Join the parts of an avatar."""
    scatter = [np.full(len(part.gloss), SCATTER.get(part.name, 0.0), np.float32) for part in avatar.parts]
    backs = np.concatenate([np.empty((0, 3), np.int32), *(_placed(p)[:, ::-1] for p in avatar.parts if p.two_sided)])
    depth = avatar.neutral[:, 2]
    front = depth[backs].mean(axis=1) > (depth.min() + depth.max()) / 2
    return Surface(
        faces=np.concatenate([_placed(part) for part in avatar.parts]),
        colour=np.concatenate([part.colour for part in avatar.parts]) ** np.float32(GAMMA),
        gloss=np.concatenate([part.gloss for part in avatar.parts]),
        scatter=np.concatenate(scatter),
        backs=backs[front],
    )


def _placed(part: Part) -> NDArray[np.int32]:
    return part.faces + np.int32(part.vertices.start)


class Normals:
    """Computes vertex normals of a mesh whose `faces` `(F, 3)` stay and whose `count` vertices move."""

    def __init__(self, faces: NDArray[np.int32], count: int) -> None:
        self._corners = np.ascontiguousarray(faces.T)
        each = np.repeat(np.arange(len(faces)), 3)
        shape = (count, len(faces))
        self._sum = sparse.csr_matrix((np.ones(faces.size, np.float32), (faces.ravel(), each)), shape)

    def __call__(self, vertices: Floats) -> Floats:
        """Return unit normals `(V, 3)`: the mean of the adjacent faces' normals, weighted by their areas.

        A vertex without a face, or with only degenerate ones, gets 0.
        """
        a, b, c = (vertices[corner] for corner in self._corners)
        summed = self._sum @ _cross(b - a, c - a)
        lengths = np.sqrt(np.einsum("vi,vi->v", summed, summed))[:, None]
        return np.asarray(summed / np.maximum(lengths, np.finfo(np.float32).tiny))


def _cross(a: Floats, b: Floats) -> Floats:
    """Return the cross products of the rows; several times faster than numpy's general one."""
    (ax, ay, az), (bx, by, bz) = a.T, b.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)
