"""Attaches pieces to the skin, and transfers what is built for the reference person to another person.

The heads of all persons are the same mesh in different shapes. So everything with a position in millimetres (colours,
feature points, hairline, brows) is defined once, on the reference person.
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
"""Widths, across the lip line and along it, over which both lips move alike so that they stay closed; mm."""
NEIGHBOURS: Final = 12
CANDIDATES: Final = 12
"""Number of triangles with the nearest centres that are tried for each attached point."""
RIGID_PIECES: Final = dict.fromkeys(
    ("upper_teeth", "lower_teeth", "tongue"), ("helper-upper-teeth", "helper-lower-teeth")
)
"""Pieces that keep their shape, and the base mesh's groups they move with."""


def transfer_head(reference: Head, points: dict[str, int], person: Person) -> Head:
    """Return the person's head on the reference's mesh, in the neutral pose; `points` are its feature points."""
    kept_vertices, quads = subdivision.compact_quads(heads.visible_quads(reference.person))
    matrix, quads = subdivision.catmull_clark(quads, len(kept_vertices))
    displacements = matrix @ (person.vertices - reference.person.vertices)[kept_vertices]
    vertices = reference.vertices + _move_lips_together(reference, points, displacements)
    eyes = (person.eye_centres[0] + (0, 0, heads.EYEBALL_OFFSET), person.eye_centres[1] + (0, 0, heads.EYEBALL_OFFSET))
    hinge, angle = heads.fit_jaw_hinge(person)
    faces = subdivision.triangulate(quads, reference.vertices)
    return replace(
        reference, vertices=vertices, faces=faces, person=person, eye_centres=eyes, jaw_hinge=hinge, jaw_angle=angle
    )


def _move_lips_together(reference: Head, points: dict[str, int], displacements: Float64Array) -> Float64Array:
    """Return the displacements `(v, 3)` mm, made equal for both lips where they meet."""
    lip_line = lip_seam.lip_line_vertices(reference, points)
    depth = lip_seam.depth_inside_mouth(reference, points)
    near_lips = np.flatnonzero(np.abs(depth) < 4 * LIP_SEAM_WIDTH[0])
    x_differences = reference.vertices[near_lips, None, 0] - reference.vertices[None, lip_line, 0]
    weights = np.exp(-((x_differences / LIP_SEAM_WIDTH[1]) ** 2)) + 1e-9
    mean_displacement = (weights @ displacements[lip_line]) / weights.sum(axis=1, keepdims=True)
    strength = np.exp(-((depth[near_lips] / LIP_SEAM_WIDTH[0]) ** 2))[:, None]
    result = displacements.copy()
    result[near_lips] += strength * (mean_displacement - displacements[near_lips])
    return result


def transfer_piece(piece: Piece, reference: Head, head: Head) -> Piece:
    """Return a piece built for the reference head, fitted to another head."""
    displacements = head.vertices - reference.vertices
    if piece.skin_weights is not None:
        return replace(piece, vertices=piece.vertices + piece.skin_weights @ displacements)
    if piece.name in RIGID_PIECES:
        groups = [head.person.mesh.group(name) for name in RIGID_PIECES[piece.name]]
        translations = [(head.person.vertices - reference.person.vertices)[group].mean(axis=0) for group in groups]
        return replace(piece, vertices=piece.vertices + np.mean(translations, axis=0))
    distances, nearest = KDTree(reference.vertices).query(piece.vertices, NEIGHBOURS)
    weights = 1 / np.maximum(distances, 1.0) ** 2
    weights /= weights.sum(axis=1, keepdims=True)
    return replace(piece, vertices=piece.vertices + np.einsum("vk,vkc->vc", weights, displacements[nearest]))


def attach_to_skin(head: Head, points: Float64Array) -> tuple[Float64Array, sparse.csr_array]:
    """Return the points on the skin closest to `points` `(n, 3)` mm, and their barycentric weights `(n, v)`."""
    corners = head.vertices[head.faces]
    candidate_faces = KDTree(corners.mean(axis=1)).query(points, CANDIDATES)[1].ravel()
    repeated_points = np.repeat(points, CANDIDATES, axis=0)
    closest = triangles.closest_point(corners[candidate_faces], repeated_points)  # type: ignore[no-untyped-call]
    closest = closest.reshape(-1, CANDIDATES, 3)
    best_candidate = np.linalg.norm(closest - points[:, None], axis=2).argmin(axis=1)
    faces = candidate_faces.reshape(-1, CANDIDATES)[np.arange(len(points)), best_candidate]
    positions = closest[np.arange(len(points)), best_candidate]
    weights = np.clip(triangles.points_to_barycentric(corners[faces], positions), 0, 1)  # type: ignore[no-untyped-call]
    rows = np.repeat(np.arange(len(points)), 3)
    shape = (len(points), len(head.vertices))
    return positions, sparse.csr_array((weights.ravel(), (rows, head.faces[faces].ravel())), shape=shape)
