"""Attaches pieces to the skin, and transfers what is built for the reference person to another person.

All persons' heads are one mesh in different shapes, so positions in millimetres (colours, feature points, hairline,
brows) are defined once, on the reference person.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree
from trimesh import triangles

from face.arrays import Float64Array
from renderer.avatar import head as heads
from renderer.avatar.head import Head
from renderer.avatar.identity import Person
from renderer.avatar.mesh import subdivision
from renderer.avatar.mouth import lip_seam
from renderer.avatar.piece import Piece

LIP_SEAM_WIDTH: Final = (5.0, 1.5)
"""How far from the line between the lips, and along it, both lips are moved alike, so that they stay closed; mm."""
NEIGHBOURS: Final = 12
CANDIDATES: Final = 12
"""How many triangles, by the distance of their centres, are tried for each attached point."""
RIGID_PIECES: Final = dict.fromkeys(
    ("upper_teeth", "lower_teeth", "tongue"), ("helper-upper-teeth", "helper-lower-teeth")
)
"""Pieces that are moved without a change of shape, and the base mesh's groups they move with."""


def transfer_head(reference: Head, points: dict[str, int], person: Person) -> Head:
    """Return the person's head on the reference's mesh, in the neutral pose; `points` are its feature points."""
    kept, quads = subdivision.compact_quads(heads.visible_quads(reference.person))
    matrix, quads = subdivision.catmull_clark(quads, len(kept))
    moved = matrix @ (person.vertices - reference.person.vertices)[kept]
    vertices = reference.vertices + _move_lips_together(reference, points, moved)
    eyes = (person.eyes[0] + (0, 0, heads.EYEBALL[0]), person.eyes[1] + (0, 0, heads.EYEBALL[0]))
    hinge, angle = heads.fit_jaw_hinge(person)
    faces = subdivision.triangulate(quads, reference.vertices)
    return replace(reference, vertices=vertices, faces=faces, person=person, eyes=eyes, hinge=hinge, angle=angle)


def _move_lips_together(reference: Head, points: dict[str, int], moved: Float64Array) -> Float64Array:
    """Return `moved` `(v, 3)` mm, the same for both lips where they meet."""
    rim = lip_seam.lip_line_vertices(reference, points)
    away = lip_seam.depth_inside_mouth(reference, points)
    near = np.flatnonzero(np.abs(away) < 4 * LIP_SEAM_WIDTH[0])
    apart = reference.vertices[near, None, 0] - reference.vertices[None, rim, 0]
    weights = np.exp(-((apart / LIP_SEAM_WIDTH[1]) ** 2)) + 1e-9
    mean = (weights @ moved[rim]) / weights.sum(axis=1, keepdims=True)
    share = np.exp(-((away[near] / LIP_SEAM_WIDTH[0]) ** 2))[:, None]
    result = moved.copy()
    result[near] += share * (mean - moved[near])
    return result


def transfer_piece(piece: Piece, reference: Head, head: Head) -> Piece:
    """Return a piece made for the reference head as it lies on or in another head."""
    moved = head.vertices - reference.vertices
    if piece.follows is not None:
        return replace(piece, vertices=piece.vertices + piece.follows @ moved)
    if piece.name in RIGID_PIECES:
        groups = [head.person.mesh.group(name) for name in RIGID_PIECES[piece.name]]
        shifts = [(head.person.vertices - reference.person.vertices)[group].mean(axis=0) for group in groups]
        return replace(piece, vertices=piece.vertices + np.mean(shifts, axis=0))
    distance, nearest = KDTree(reference.vertices).query(piece.vertices, NEIGHBOURS)
    weights = 1 / np.maximum(distance, 1.0) ** 2
    weights /= weights.sum(axis=1, keepdims=True)
    return replace(piece, vertices=piece.vertices + np.einsum("vk,vkc->vc", weights, moved[nearest]))


def attach_to_skin(head: Head, points: Float64Array) -> tuple[Float64Array, sparse.csr_array]:
    """Return for points `(n, 3)` mm the places nearest to them on the skin, and the skin's weights `(n, v)` there."""
    corners = head.vertices[head.faces]
    nearest = KDTree(corners.mean(axis=1)).query(points, CANDIDATES)[1].ravel()
    repeated = np.repeat(points, CANDIDATES, axis=0)
    places = triangles.closest_point(corners[nearest], repeated)  # type: ignore[no-untyped-call]
    places = places.reshape(-1, CANDIDATES, 3)
    best = np.linalg.norm(places - points[:, None], axis=2).argmin(axis=1)
    chosen = nearest.reshape(-1, CANDIDATES)[np.arange(len(points)), best]
    place = places[np.arange(len(points)), best]
    weights = np.clip(triangles.points_to_barycentric(corners[chosen], place), 0, 1)  # type: ignore[no-untyped-call]
    rows = np.repeat(np.arange(len(points)), 3)
    shape = (len(points), len(head.vertices))
    return place, sparse.csr_array((weights.ravel(), (rows, head.faces[chosen].ravel())), shape=shape)
