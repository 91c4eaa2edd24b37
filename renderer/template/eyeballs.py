"""Recognises the eyeballs of a template mesh, if that is safe, and paints them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from face.arrays import Float32Array, Float64Array, Int32Array, IntArray
from renderer.avatar.eyeballs import IRIS, IRIS_EDGE, PUPIL, SCLERA
from renderer.avatar.piece import blend, smoothstep
from renderer.template.framing import Profile

MIN_VERTICES: Final = 50
RADIUS: Final = (0.12, 0.28)
DISTANCE: Final = (0.55, 1.25)
"""Radius of an eyeball and distance between both, as multiples of the distance from nose to chin."""
ROUNDNESS: Final = 0.06
"""How far the vertices may lie off the sphere, root mean square as a share of its radius; a cornea stands out."""
SYMMETRY: Final = 0.15
"""How much both may differ in radius, and how far one may lie higher or deeper as a share of their distance."""
IRIS_RADIUS: Final = 5.9
PUPIL_RADIUS: Final = 2.0
"""In an adult eye, mm."""


@dataclass(frozen=True, eq=False)
class Eyeball:
    """A ball: its `vertices` `(n,)`, its `centre` `(3,)` and `radius` in mm."""

    vertices: IntArray
    centre: Float64Array
    radius: float


def find_eyeballs(vertices: Float32Array, faces: Int32Array, profile: Profile) -> tuple[Eyeball, ...]:
    """Return both eyeballs of a face, or none if anything speaks against them.

    They must be the only two separate balls of their size, side by side, alike, above the nose's tip and behind it.

    Parameters
    ----------
    vertices, faces
        `(V, 3)` mm and `(F, 3)`, indices of merged vertices.
    profile
        The face's nose and chin.
    """
    balls = [ball for part in _separate_parts(len(vertices), faces) if (ball := _ball(vertices, part, profile))]
    if len(balls) != 2 or not _are_a_pair(balls[0], balls[1], profile):
        return ()
    return tuple(balls)


def _separate_parts(count: int, faces: Int32Array) -> list[IntArray]:
    """Return the vertices of each connected part but the largest."""
    starts, ends = faces[:, :2].ravel(), faces[:, 1:].ravel()
    graph = sparse.coo_matrix((np.ones(len(starts), np.int8), (starts, ends)), (count, count))
    label = csgraph.connected_components(graph, directed=False)[1]
    sizes = np.bincount(label)
    sizes[sizes.argmax()] = 0
    return [np.flatnonzero(label == part) for part in np.flatnonzero(sizes >= MIN_VERTICES)[:100]]


def _ball(vertices: Float32Array, part: IntArray, profile: Profile) -> Eyeball | None:
    """Return a part as a ball if it is one of an eyeball's size."""
    points = vertices[part].astype(np.float64)
    middle = points.mean(axis=0)
    local = points - middle
    unknowns = np.linalg.lstsq(np.column_stack([2 * local, np.ones(len(local))]), (local**2).sum(axis=1), rcond=None)[0]
    radius = float(np.sqrt(max(unknowns[3] + (unknowns[:3] ** 2).sum(), 0.0)))
    deviation = np.linalg.norm(local - unknowns[:3], axis=1) - radius
    smallest, largest = np.multiply(RADIUS, profile.length)
    if not smallest <= radius <= largest or np.sqrt((deviation**2).mean()) > ROUNDNESS * radius:
        return None
    return Eyeball(part, middle + unknowns[:3], radius)


def _are_a_pair(one: Eyeball, other: Eyeball, profile: Profile) -> bool:
    offset = np.abs(one.centre - other.centre)
    smallest, largest = np.multiply(DISTANCE, profile.length)
    middle = (one.centre + other.centre) / 2
    return bool(
        smallest <= offset[0] <= largest
        and offset[1:].max() <= SYMMETRY * offset[0]
        and abs(one.radius - other.radius) <= SYMMETRY * one.radius
        and abs(middle[0] - profile.nose[0]) <= SYMMETRY * offset[0]
        and middle[1] > profile.nose[1]
        and middle[2] < profile.nose[2]
    )


def paint_eyeball(vertices: Float32Array, eyeball: Eyeball) -> Float64Array:
    """Return the sRGB `(n, 3)` of an eyeball's vertices: sclera, and an iris around the axis along z."""
    offsets = vertices[eyeball.vertices].astype(np.float64) - eyeball.centre
    from_axis = np.hypot(offsets[:, 0], offsets[:, 1]) + np.where(offsets[:, 2] > 0, 0.0, 2 * eyeball.radius)
    colour = np.tile(np.array(SCLERA), (len(offsets), 1))
    blend(colour, IRIS_EDGE, smoothstep(-from_axis, -1.08 * IRIS_RADIUS, -IRIS_RADIUS))
    blend(colour, IRIS, smoothstep(-from_axis, -IRIS_RADIUS, -0.85 * IRIS_RADIUS))
    blend(colour, PUPIL, smoothstep(-from_axis, -1.15 * PUPIL_RADIUS, -PUPIL_RADIUS))
    return colour
