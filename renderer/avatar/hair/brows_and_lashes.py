"""Brows and lashes: fine strands attached to the skin."""

from typing import Final

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from face.arrays import Float64Array, IntArray
from renderer.avatar.attribute_transfer import attach_to_skin
from renderer.avatar.eyelids import opening
from renderer.avatar.head import EYEBALL, Head
from renderer.avatar.mesh.subdivision import vertex_normals
from renderer.avatar.piece import Piece

BROW_HAIRS: Final = 210
BROW_LINE: Final = ((9.0, 17, 27, 37, 45, 51), (16.0, 19.0, 21.6, 22.0, 19.2, 15.6))
"""The middle line of the left brow as seen from the front: x and y, mm from between the eyes."""
BROW_THICKNESS: Final = ((0.0, 0.12, 0.35, 0.7, 1.0), (1.6, 2.7, 2.5, 1.5, 0.5))
"""Half its thickness, mm, from its inner to its outer end."""
BROW_LOWERING: Final = 1.6
"""How much lower a brow twice as thick lies, mm."""
BROW_HAIR_ANGLE: Final = ((0.0, 0.2, 0.5, 1.0), (1.15, 0.62, 0.22, -0.45))
"""The direction in which its hairs grow, rad above the horizontal."""
BROW_COLOUR: Final = (0.235, 0.155, 0.11)
LASH_COUNT: Final = (46, 26)
LASH_LENGTH: Final = (7.2, 3.4)
"""Number and length, mm, of the upper and the lower lid's lashes."""
LASH_COLOUR: Final = (0.085, 0.06, 0.05)


def brow_line(x: Float64Array, thickness: float = 1.0) -> tuple[Float64Array, Float64Array]:
    """Return height and half thickness of the brow `x` mm beside the middle; 0 thick where there is none.

    A thicker brow reaches further down than up.
    """
    along = (np.abs(x) - BROW_LINE[0][0]) / (BROW_LINE[0][-1] - BROW_LINE[0][0])
    thick = thickness * np.interp(along, *BROW_THICKNESS, left=0.0, right=0.0)
    return np.interp(np.abs(x), *BROW_LINE) - BROW_LOWERING * (thickness - 1), thick


def build_brows(head: Head, thickness: float = 1.0, *, seed: int = 7) -> Piece:
    """Return both brows, mirror images of each other; `seed` scatters the hairs."""
    random, count = np.random.default_rng(seed), round(BROW_HAIRS * thickness)
    along, across = random.uniform(0, 1, count), np.clip(random.normal(0, 0.5, count), -1, 1)
    x = BROW_LINE[0][0] + along * (BROW_LINE[0][-1] - BROW_LINE[0][0])
    height, thick = brow_line(x, thickness)
    y = height + across * thick
    angle = np.interp(along, *BROW_HAIR_ANGLE) - 0.45 * across + random.normal(0, 0.10, count)
    length = (7.2 - 2.0 * along) * random.uniform(0.75, 1.1, count)
    root, tip = np.stack([x, y], 1), np.stack([x + length * np.cos(angle), y + length * np.sin(angle)], 1)
    shade = np.tile(random.uniform(0.8, 1.35, count), 2)
    flip = np.array((-1, 1))
    return _brow_hairs(head, np.concatenate([root, root * flip]), np.concatenate([tip, tip * flip]), shade)


def _brow_hairs(head: Head, root: Float64Array, tip: Float64Array, shade: Float64Array) -> Piece:
    front = np.flatnonzero(head.vertices[:, 2] > -30)
    flat = KDTree(head.vertices[front, :2])
    places = [np.column_stack([end, head.vertices[front[flat.query(end)[1]], 2]]) for end in (root, tip)]
    (start, at_start), (end, at_end) = (attach_to_skin(head, place) for place in places)
    outward = at_start @ vertex_normals(head.vertices, head.faces)
    aside = np.cross(end - start, outward)
    aside *= 0.30 / np.linalg.norm(aside, axis=1, keepdims=True)
    lift = 0.25 * outward
    shape = np.stack([start + lift - aside, start + lift + aside, end + 2.5 * lift], axis=1).reshape(-1, 3)
    follows = sparse.vstack([at_start, at_start, at_end]).tocsr()[_interleaving_order(len(start), 3)]
    colour = np.repeat(np.outer(shade, BROW_COLOUR), 3, axis=0)
    faces = np.arange(len(shape), dtype=np.int32).reshape(-1, 3)
    return Piece("brows", shape, faces, colour, np.full(len(shape), 0.2), two_sided=True, follows=follows)


def _interleaving_order(count: int, each: int) -> IntArray:
    """Return the order that turns `each` stacked blocks of `count` rows into `count` groups of `each` rows."""
    return np.arange(count * each).reshape(each, count).T.ravel()


def build_lashes(head: Head, longer: float = 1.0) -> Piece:
    """Return the lashes of both eyes, `longer` times as long as usual."""
    strands = [_lid_lashes(head, side, lid, longer) for side in (0, 1) for lid in (0, 1)]
    shape = np.concatenate([strand[0] for strand in strands])
    follows = sparse.vstack([strand[1] for strand in strands]).tocsr()
    first = np.arange(0, len(shape), 5)[:, None, None]
    faces = (first + np.array([[0, 1, 2], [1, 3, 2], [2, 3, 4]])).reshape(-1, 3).astype(np.int32)
    colour = np.tile(np.array(LASH_COLOUR), (len(shape), 1))
    return Piece("lashes", shape, faces, colour, np.full(len(shape), 0.2), two_sided=True, follows=follows)


def _lid_lashes(head: Head, side: int, lid: int, longer: float) -> tuple[Float64Array, sparse.csr_array]:
    """Return one lid's lashes, five vertices each (two at the root, two half way, the tip), and what they follow."""
    found, up = opening.find_eye_opening(head, side), 1 - 2 * lid
    spread = np.linspace(0, 1, LASH_COUNT[lid])
    x = found.x[0] + 1.6 + spread * (np.ptp(found.x) - 2.8)
    angle, radius = found.rims(x)[lid] + 0.02 * up, np.sqrt((EYEBALL[1] + 1.5) ** 2 - x**2)
    to_temple = np.array((1 - 2 * side, 1, 1))
    radial = np.stack([0.9 * (spread - 0.5), np.sin(angle), np.cos(angle)], axis=1) * to_temple
    upward = np.array((0.0, float(up), 0.0))
    root = head.eyes[side] + np.stack([x, radius * np.sin(angle), radius * np.cos(angle)], axis=1) * to_temple
    place, weights = attach_to_skin(head, root)
    length = longer * LASH_LENGTH[lid] * (0.62 + 0.42 * spread + 0.08 * np.sin(80 * spread))[:, None]
    middle = place + length * (0.50 * radial + 0.05 * upward)
    tip = place + length * (0.82 * radial + 0.50 * upward)
    aside = np.array((0.17, 0.0, 0.0))
    shape = np.stack([place - aside, place + aside, middle - 0.6 * aside, middle + 0.6 * aside, tip], axis=1)
    return shape.reshape(-1, 3), sparse.csr_array(weights[np.repeat(np.arange(len(x)), 5)])
