"""Brows and lashes: fine strands attached to the skin."""

from typing import Final

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from face.arrays import Float64Array, IntArray
from renderer.avatar.attribute_transfer import attach_to_skin
from renderer.avatar.eyelids import opening
from renderer.avatar.head import EYEBALL_RADIUS, Head
from renderer.avatar.mesh.subdivision import vertex_normals
from renderer.avatar.piece import Piece

BROW_HAIRS: Final = 210
BROW_LINE: Final = ((9.0, 17, 27, 37, 45, 51), (16.0, 19.0, 21.6, 22.0, 19.2, 15.6))
"""The middle line of the left brow as seen from the front: x and y, mm from between the eyes."""
BROW_THICKNESS: Final = ((0.0, 0.12, 0.35, 0.7, 1.0), (1.6, 2.7, 2.5, 1.5, 0.5))
"""Half the brow's thickness, mm, from its inner (0) to its outer end (1)."""
BROW_LOWERING: Final = 1.6
"""How much lower a brow twice as thick lies, mm."""
BROW_HAIR_ANGLE: Final = ((0.0, 0.2, 0.5, 1.0), (1.15, 0.62, 0.22, -0.45))
"""The direction in which the hairs grow, rad above the horizontal, from the inner to the outer end."""
BROW_COLOUR: Final = (0.235, 0.155, 0.11)
LASH_COUNT: Final = (46, 26)
LASH_LENGTH: Final = (7.2, 3.4)
"""Number and length, mm, of the upper and the lower lid's lashes."""
LASH_COLOUR: Final = (0.085, 0.06, 0.05)


def brow_line(x: Float64Array, thickness: float = 1.0) -> tuple[Float64Array, Float64Array]:
    """Return the brow's height and half thickness `x` mm beside the middle, mm; its thickness is 0 where it ends.

    A thicker brow reaches further down than up.
    """
    along = (np.abs(x) - BROW_LINE[0][0]) / (BROW_LINE[0][-1] - BROW_LINE[0][0])
    half_thickness = thickness * np.interp(along, *BROW_THICKNESS, left=0.0, right=0.0)
    return np.interp(np.abs(x), *BROW_LINE) - BROW_LOWERING * (thickness - 1), half_thickness


def build_brows(head: Head, thickness: float = 1.0, *, seed: int = 7) -> Piece:
    """Return both brows, mirror images of each other; `seed` determines where the hairs lie."""
    random, count = np.random.default_rng(seed), round(BROW_HAIRS * thickness)
    along, across = random.uniform(0, 1, count), np.clip(random.normal(0, 0.5, count), -1, 1)
    x = BROW_LINE[0][0] + along * (BROW_LINE[0][-1] - BROW_LINE[0][0])
    height, half_thickness = brow_line(x, thickness)
    y = height + across * half_thickness
    angle = np.interp(along, *BROW_HAIR_ANGLE) - 0.45 * across + random.normal(0, 0.10, count)
    length = (7.2 - 2.0 * along) * random.uniform(0.75, 1.1, count)
    root, tip = np.stack([x, y], 1), np.stack([x + length * np.cos(angle), y + length * np.sin(angle)], 1)
    shade = np.tile(random.uniform(0.8, 1.35, count), 2)
    mirror = np.array((-1, 1))
    return _brow_hairs(head, np.concatenate([root, root * mirror]), np.concatenate([tip, tip * mirror]), shade)


def _brow_hairs(head: Head, root: Float64Array, tip: Float64Array, shade: Float64Array) -> Piece:
    front_vertices = np.flatnonzero(head.vertices[:, 2] > -30)
    front_tree = KDTree(head.vertices[front_vertices, :2])
    positions = [
        np.column_stack([tips, head.vertices[front_vertices[front_tree.query(tips)[1]], 2]]) for tips in (root, tip)
    ]
    (roots, root_weights), (tips, tip_weights) = (attach_to_skin(head, ends) for ends in positions)
    outward = root_weights @ vertex_normals(head.vertices, head.faces)
    sideways = np.cross(tips - roots, outward)
    sideways *= 0.30 / np.linalg.norm(sideways, axis=1, keepdims=True)
    lift = 0.25 * outward
    shape = np.stack([roots + lift - sideways, roots + lift + sideways, tips + 2.5 * lift], axis=1).reshape(-1, 3)
    skin_weights = sparse.vstack([root_weights, root_weights, tip_weights]).tocsr()[_interleaving_order(len(roots), 3)]
    colour = np.repeat(np.outer(shade, BROW_COLOUR), 3, axis=0)
    faces = np.arange(len(shape), dtype=np.int32).reshape(-1, 3)
    return Piece("brows", shape, faces, colour, np.full(len(shape), 0.2), two_sided=True, skin_weights=skin_weights)


def _interleaving_order(group_count: int, group_size: int) -> IntArray:
    """Return the order that turns `each` stacked blocks of `count` rows into `count` groups of `each` rows."""
    return np.arange(group_count * group_size).reshape(group_size, group_count).T.ravel()


def build_lashes(head: Head, length: float = 1.0) -> Piece:
    """Return the lashes of both eyes, `length` times as long as the reference person's."""
    lid_lashes = [_lid_lashes(head, side, lid, length) for side in (0, 1) for lid in (0, 1)]
    shape = np.concatenate([strand[0] for strand in lid_lashes])
    skin_weights = sparse.vstack([strand[1] for strand in lid_lashes]).tocsr()
    first = np.arange(0, len(shape), 5)[:, None, None]
    faces = (first + np.array([[0, 1, 2], [1, 3, 2], [2, 3, 4]])).reshape(-1, 3).astype(np.int32)
    colour = np.tile(np.array(LASH_COLOUR), (len(shape), 1))
    return Piece("lashes", shape, faces, colour, np.full(len(shape), 0.2), two_sided=True, skin_weights=skin_weights)


def _lid_lashes(head: Head, side: int, lid: int, relative_length: float) -> tuple[Float64Array, sparse.csr_array]:
    """Return one lid's lashes, five vertices each (two at the root, two half way, the tip), and their skin weights."""
    eye_opening, direction = opening.find_eye_opening(head, side), 1 - 2 * lid
    fraction = np.linspace(0, 1, LASH_COUNT[lid])
    x = eye_opening.x[0] + 1.6 + fraction * (np.ptp(eye_opening.x) - 2.8)
    angle, radius = eye_opening.edge_elevations(x)[lid] + 0.02 * direction, np.sqrt((EYEBALL_RADIUS + 1.5) ** 2 - x**2)
    mirror = np.array((1 - 2 * side, 1, 1))
    radial = np.stack([0.9 * (fraction - 0.5), np.sin(angle), np.cos(angle)], axis=1) * mirror
    upward = np.array((0.0, float(direction), 0.0))
    root = head.eye_centres[side] + np.stack([x, radius * np.sin(angle), radius * np.cos(angle)], axis=1) * mirror
    root_position, weights = attach_to_skin(head, root)
    length = relative_length * LASH_LENGTH[lid] * (0.62 + 0.42 * fraction + 0.08 * np.sin(80 * fraction))[:, None]
    middle = root_position + length * (0.50 * radial + 0.05 * upward)
    tip = root_position + length * (0.82 * radial + 0.50 * upward)
    half_width = np.array((0.17, 0.0, 0.0))
    shape = np.stack(
        [
            root_position - half_width,
            root_position + half_width,
            middle - 0.6 * half_width,
            middle + 0.6 * half_width,
            tip,
        ],
        axis=1,
    )
    return shape.reshape(-1, 3), sparse.csr_array(weights[np.repeat(np.arange(len(x)), 5)])
