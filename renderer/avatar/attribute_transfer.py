"""Carries what is made for the reference person over to another: all persons' heads are one mesh in other shapes.

So places that are told in millimetres (paint, feature points, hairline, brows) are told once, and every face has them
where they belong.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from renderer.avatar import head as heads
from renderer.avatar.head import Head
from renderer.avatar.identity import Person
from renderer.avatar.mesh import subdivision
from renderer.avatar.mouth import lip_line
from renderer.avatar.piece import Piece

Floats = NDArray[np.float64]

SEAM: Final = (5.0, 1.5)
"""How far from the line between the lips, and along it, both lips are carried alike, so that they stay shut; mm."""
NEAREST: Final = 12
RIGID: Final = dict.fromkeys(("upper_teeth", "lower_teeth", "tongue"), ("helper-upper-teeth", "helper-lower-teeth"))
"""Pieces that are carried without a change of shape, and the base mesh's groups they go with."""


def carried_head(reference: Head, points: dict[str, int], person: Person) -> Head:
    """Return the person's head on the reference's mesh, in the neutral pose; `points` are its feature points."""
    kept, quads = subdivision.compact(heads.shown(reference.person))
    matrix, quads = subdivision.refined(quads, len(kept))
    moved = matrix @ (person.vertices - reference.person.vertices)[kept]
    vertices = reference.vertices + _alike(reference, points, moved)
    eyes = (person.eyes[0] + (0, 0, heads.BALL[0]), person.eyes[1] + (0, 0, heads.BALL[0]))
    hinge, angle = heads.hinge_of(person)
    faces = subdivision.triangles(quads, reference.vertices)
    return replace(reference, vertices=vertices, faces=faces, person=person, eyes=eyes, hinge=hinge, angle=angle)


def _alike(reference: Head, points: dict[str, int], moved: Floats) -> Floats:
    """Return `moved` `(v, 3)` mm, the same for both lips where they meet."""
    rim = lip_line.rim(reference, points)
    away = lip_line.inward(reference, points)
    near = np.flatnonzero(np.abs(away) < 4 * SEAM[0])
    apart = reference.vertices[near, None, 0] - reference.vertices[None, rim, 0]
    weights = np.exp(-((apart / SEAM[1]) ** 2)) + 1e-9
    mean = (weights @ moved[rim]) / weights.sum(axis=1, keepdims=True)
    share = np.exp(-((away[near] / SEAM[0]) ** 2))[:, None]
    result = moved.copy()
    result[near] += share * (mean - moved[near])
    return result


def carried_piece(piece: Piece, reference: Head, head: Head) -> Piece:
    """Return a piece made for the reference head as it lies on or in another head."""
    moved = head.vertices - reference.vertices
    if piece.follows is not None:
        return replace(piece, vertices=piece.vertices + piece.follows @ moved)
    if piece.name in RIGID:
        groups = [head.person.mesh.group(name) for name in RIGID[piece.name]]
        shifts = [(head.person.vertices - reference.person.vertices)[group].mean(axis=0) for group in groups]
        return replace(piece, vertices=piece.vertices + np.mean(shifts, axis=0))
    distance, nearest = KDTree(reference.vertices).query(piece.vertices, NEAREST)
    weights = 1 / np.maximum(distance, 1.0) ** 2
    weights /= weights.sum(axis=1, keepdims=True)
    return replace(piece, vertices=piece.vertices + np.einsum("vk,vkc->vc", weights, moved[nearest]))
