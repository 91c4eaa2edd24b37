"""Hair combed back into a knot: a shell over the scalp, covered by ribbons that start thin at the hairline."""

from typing import Final

import numpy as np
from scipy.spatial import KDTree

from face.arrays import Float64Array, IntArray
from renderer.avatar.head import Head
from renderer.avatar.mesh import subdivision
from renderer.avatar.piece import Piece, bell, blend, smoothstep

CENTRE: Final = np.array((0.0, 18.0, -62.0))
KNOT: Final = np.array((0.0, 30.0, -178.0))
KNOT_SIZE: Final = np.array((30.0, 27.0, 22.0))
HAIRLINE: Final = (
    (0, 14, 28, 38, 46, 54, 62, 70, 78, 86, 92, 98, 108, 116, 124, 134, 150, 180),
    (70, 70.5, 68, 62, 53, 40, 26, 12, 2, -2, 5, 12, 10, -6, -30, -52, -62, -64),
)
"""The hairline: heights, mm from between the eyes, by the angle around the head from the front, degrees."""
BROWN: Final = (0.245, 0.160, 0.110)
ROOT_COLOUR: Final = (0.62, 0.47, 0.39)
"""The colour at the roots, where the skin shines through."""
RIBBONS: Final = 270
POINTS_PER_RIBBON: Final = 6
"""Number of ribbons on each half of the head, and of points along each."""
SHORT_HAIR_THICKNESS: Final = 0.35
"""Thickness of short hair relative to hair that is combed back."""
RIBBON_REACH: Final = 0.72
"""The share of the way to the knot that the ribbons cover; behind them the shell is visible."""


def height_above_hairline(vertices: Float64Array) -> Float64Array:
    """Return how far above the hairline vertices of the head lie, mm; those of the ears count as below it."""
    x, z = np.abs(vertices[:, 0]), vertices[:, 2] - CENTRE[2]
    angle = np.degrees(np.arctan2(x, z))
    height = vertices[:, 1] - np.interp(angle, *HAIRLINE)
    is_ear = (x > 73) & (vertices[:, 1] < 14) & (angle > 78) & (angle < 122)
    return np.where(is_ear, -50.0, height)


def build_hair(head: Head, *, short_hair: bool = False, seed: int = 3) -> Piece:
    """Return the hair, combed back into a knot or cut short; `seed` determines where the ribbons lie."""
    height = height_above_hairline(head.vertices)
    scalp_vertices, quads = subdivision.compact_quads(head.quads[(height[head.quads] > -7).all(axis=1)])
    shell = _shell(head.vertices[scalp_vertices], height[scalp_vertices], SHORT_HAIR_THICKNESS if short_hair else 1.0)
    ribbons, ribbon_shades, root_share = _ribbons(head, shell, np.random.default_rng(seed))
    knot, knot_faces = (np.empty((0, 3)), np.empty((0, 3), int)) if short_hair else _knot()
    strips = _ribbon_faces(len(ribbons) // (2 * POINTS_PER_RIBBON))
    faces = [
        subdivision.triangulate(quads, shell).astype(np.int64),
        strips + len(shell),
        knot_faces + len(shell) + len(ribbons),
    ]
    shades = np.concatenate([np.full(len(shell), 0.80), ribbon_shades, np.full(len(knot), 0.9)])
    colour = np.outer(shades, BROWN)
    blend(colour[len(shell) :][: len(root_share)], ROOT_COLOUR, 0.6 * root_share)
    return Piece(
        name="hair",
        vertices=np.concatenate([shell, ribbons, knot]),
        faces=np.concatenate(faces).astype(np.int32),
        colour=colour,
        gloss=np.full(len(shades), 0.40),
        two_sided=True,
    )


def _shell(scalp: Float64Array, height: Float64Array, fullness: float) -> Float64Array:
    outward = scalp - CENTRE
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    thickness = (
        -1.6
        + 2.0 * smoothstep(height, -5, 6)
        + fullness * (6.0 * smoothstep(height, 0, 55) + 4.0 * smoothstep(scalp[:, 1], 70, 112))
    )
    return np.asarray(scalp + thickness[:, None] * outward)


def _ribbons(
    head: Head, shell: Float64Array, random: np.random.Generator
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return the ribbons' vertices (two for each point along a ribbon), their shades, and 1 for vertices at a root."""
    even_angles = np.concatenate([np.linspace(0, 60, RIBBONS // 2), np.linspace(0, 140, RIBBONS // 2)])
    angles = np.radians(np.abs(even_angles + random.uniform(-0.5, 0.5, RIBBONS)))
    roots = _hairline_points(head, angles, np.abs(random.normal(0, 9, RIBBONS)) - 4.5)
    lift, lean = random.uniform(0.6, 1.9, RIBBONS), random.normal(0, 0.22, RIBBONS)
    ribbon_shade = random.uniform(0.84, 1.16, RIBBONS)
    paths = _ribbon_paths(roots, shell, lift)
    edges = []
    for sign in (1, -1):
        mirrored_path = paths * (sign, 1, 1)
        edges.append(_ribbon_edges(mirrored_path, lean * sign))
    along = np.linspace(0, 1, POINTS_PER_RIBBON)
    shade = ribbon_shade[:, None] * (0.92 + 0.25 * bell(along - 0.30, 0.25))
    root_share = np.tile(np.repeat(along == 0, 2), 2 * RIBBONS)
    return np.concatenate(edges).reshape(-1, 3), np.tile(np.repeat(shade.ravel(), 2), 2), root_share.astype(float)


def _hairline_points(head: Head, angles: Float64Array, heights: Float64Array) -> Float64Array:
    """Return points on the left half of the skin, at angles around the head and `heights` mm above the hairline."""
    left_skin = head.vertices[(head.vertices[:, 0] > -1) & (np.abs(height_above_hairline(head.vertices)) < 40)]
    skin_angles = np.arctan2(np.abs(left_skin[:, 0]), left_skin[:, 2] - CENTRE[2])
    tree = KDTree(np.column_stack([skin_angles * 80, height_above_hairline(left_skin)]))
    weights, nearest = _inverse_distance_weights(*tree.query(np.column_stack([angles * 80, heights]), 4))
    return np.asarray((left_skin[nearest] * weights[..., None]).sum(axis=1))


def _ribbon_paths(roots: Float64Array, shell: Float64Array, lift: Float64Array) -> Float64Array:
    """Return `(n, POINTS_PER_RIBBON, 3)` mm: arcs from `roots` towards the knot, `lift` mm above the shell."""
    root_offset = roots - CENTRE
    knot_offset = np.tile(KNOT - CENTRE, (len(roots), 1))
    root_direction, knot_direction = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (root_offset, knot_offset))
    angle = np.arccos(np.clip((root_direction * knot_direction).sum(axis=1), -1, 1))[:, None, None]
    along = RIBBON_REACH * np.linspace(0, 1, POINTS_PER_RIBBON)[None, :, None] ** 1.4
    directions = (
        np.sin((1 - along) * angle) * root_direction[:, None] + np.sin(along * angle) * knot_direction[:, None]
    ) / np.sin(angle)
    shell_offset = shell - CENTRE
    radius = np.linalg.norm(shell_offset, axis=1)
    weights, nearest = _inverse_distance_weights(
        *KDTree(shell_offset / radius[:, None]).query(directions.reshape(-1, 3), 4)
    )
    height = (radius[nearest] * weights).sum(axis=1).reshape(directions.shape[:2])
    rise = smoothstep(along[0, :, 0], 0.0, 0.09)
    at_start = np.linalg.norm(root_offset, axis=1)[:, None] + 0.15
    height = at_start * (1 - rise) + (height + lift[:, None]) * rise
    return np.asarray(CENTRE + directions * height[..., None])


def _inverse_distance_weights(distance: Float64Array, nearest: IntArray) -> tuple[Float64Array, IntArray]:
    closeness = 1 / np.maximum(distance, 1e-9)
    return closeness / closeness.sum(axis=1, keepdims=True), nearest


def _ribbon_edges(paths: Float64Array, lean: Float64Array) -> Float64Array:
    """Return `(n, POINTS_PER_RIBBON, 2, 3)` mm: both edges of ribbons along the paths, tilted by `lean` rad."""
    tangent = np.gradient(paths, axis=1)
    outward = paths - CENTRE
    sideways = np.cross(tangent, outward)
    sideways /= np.linalg.norm(sideways, axis=2, keepdims=True)
    outward /= np.linalg.norm(outward, axis=2, keepdims=True)
    half_width = np.interp(np.linspace(0, 1, POINTS_PER_RIBBON), (0, 0.15, 0.5, 1), (0.18, 1.4, 2.8, 2.2))[
        None, :, None
    ]
    edge_offset = half_width * (
        sideways
        + np.sin(lean)[:, None, None] * outward * smoothstep(np.linspace(0, 1, POINTS_PER_RIBBON), 0.05, 0.4)[:, None]
    )
    return np.stack([paths - edge_offset, paths + edge_offset], axis=2)


def _ribbon_faces(count: int) -> IntArray:
    i, j = np.meshgrid(np.arange(count), np.arange(POINTS_PER_RIBBON - 1), indexing="ij")
    a = (2 * (i * POINTS_PER_RIBBON + j)).ravel()
    return np.concatenate([np.stack([a, a + 1, a + 3], 1), np.stack([a, a + 3, a + 2], 1)])


def _knot() -> tuple[Float64Array, IntArray]:
    latitude, longitude = np.meshgrid(
        np.linspace(-np.pi / 2, np.pi / 2, 9), np.linspace(0, 2 * np.pi, 17), indexing="ij"
    )
    sphere = np.stack(
        [np.cos(latitude) * np.cos(longitude), np.sin(latitude), np.cos(latitude) * np.sin(longitude)], axis=-1
    ).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(8), np.arange(16), indexing="ij")
    a = (17 * i + j).ravel()
    return KNOT + KNOT_SIZE * sphere, np.concatenate(
        [np.stack([a, a + 17, a + 18], 1), np.stack([a, a + 18, a + 1], 1)]
    )
