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
"""Hairs at their roots, where the skin shows between them."""
RIBBONS: Final = 270
POINTS_PER_RIBBON: Final = 6
"""Number of ribbons on each half of the head, and of points along each."""
SHORT_HAIR_THICKNESS: Final = 0.35
"""How far short hair stands off the scalp beside hair combed back."""
RIBBON_REACH: Final = 0.72
"""How far the ribbons reach towards the knot; behind, the shell is bare."""


def height_above_hairline(vertices: Float64Array) -> Float64Array:
    """Return how far above the hairline places on the head lie, mm; ears lie below it."""
    x, z = np.abs(vertices[:, 0]), vertices[:, 2] - CENTRE[2]
    around = np.degrees(np.arctan2(x, z))
    height = vertices[:, 1] - np.interp(around, *HAIRLINE)
    ear = (x > 73) & (vertices[:, 1] < 14) & (around > 78) & (around < 122)
    return np.where(ear, -50.0, height)


def build_hair(head: Head, *, short: bool = False, seed: int = 3) -> Piece:
    """Return the hair, combed back into a knot or cut short; `seed` scatters the ribbons."""
    height = height_above_hairline(head.vertices)
    kept, quads = subdivision.compact_quads(head.quads[(height[head.quads] > -7).all(axis=1)])
    shell = _shell(head.vertices[kept], height[kept], SHORT_HAIR_THICKNESS if short else 1.0)
    ribbons, shade, root = _ribbons(head, shell, np.random.default_rng(seed))
    knot, knot_faces = (np.empty((0, 3)), np.empty((0, 3), int)) if short else _knot()
    strips = _ribbon_faces(len(ribbons) // (2 * POINTS_PER_RIBBON))
    faces = [
        subdivision.triangulate(quads, shell).astype(np.int64),
        strips + len(shell),
        knot_faces + len(shell) + len(ribbons),
    ]
    tones = np.concatenate([np.full(len(shell), 0.80), shade, np.full(len(knot), 0.9)])
    colour = np.outer(tones, BROWN)
    blend(colour[len(shell) :][: len(root)], ROOT_COLOUR, 0.6 * root)
    return Piece(
        name="hair",
        vertices=np.concatenate([shell, ribbons, knot]),
        faces=np.concatenate(faces).astype(np.int32),
        colour=colour,
        gloss=np.full(len(tones), 0.40),
        two_sided=True,
    )


def _shell(scalp: Float64Array, height: Float64Array, full: float) -> Float64Array:
    outward = scalp - CENTRE
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    thickness = (
        -1.6
        + 2.0 * smoothstep(height, -5, 6)
        + full * (6.0 * smoothstep(height, 0, 55) + 4.0 * smoothstep(scalp[:, 1], 70, 112))
    )
    return np.asarray(scalp + thickness[:, None] * outward)


def _ribbons(
    head: Head, shell: Float64Array, random: np.random.Generator
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return the ribbons' vertices, two side by side for each point along a ribbon, their shades, and 1 at roots."""
    even = np.concatenate([np.linspace(0, 60, RIBBONS // 2), np.linspace(0, 140, RIBBONS // 2)])
    around = np.radians(np.abs(even + random.uniform(-0.5, 0.5, RIBBONS)))
    start = _hairline_points(head, around, np.abs(random.normal(0, 9, RIBBONS)) - 4.5)
    lift, lean = random.uniform(0.6, 1.9, RIBBONS), random.normal(0, 0.22, RIBBONS)
    tone = random.uniform(0.84, 1.16, RIBBONS)
    path = _ribbon_paths(start, shell, lift)
    halves = []
    for flip in (1, -1):
        mirrored = path * (flip, 1, 1)
        halves.append(_ribbon_edges(mirrored, lean * flip))
    along = np.linspace(0, 1, POINTS_PER_RIBBON)
    shade = tone[:, None] * (0.92 + 0.25 * bell(along - 0.30, 0.25))
    root = np.tile(np.repeat(along == 0, 2), 2 * RIBBONS)
    return np.concatenate(halves).reshape(-1, 3), np.tile(np.repeat(shade.ravel(), 2), 2), root.astype(float)


def _hairline_points(head: Head, around: Float64Array, above: Float64Array) -> Float64Array:
    """Return places on the skin of the left half, `above` mm above the hairline."""
    left = head.vertices[(head.vertices[:, 0] > -1) & (np.abs(height_above_hairline(head.vertices)) < 40)]
    turned = np.arctan2(np.abs(left[:, 0]), left[:, 2] - CENTRE[2])
    tree = KDTree(np.column_stack([turned * 80, height_above_hairline(left)]))
    weights, nearest = _inverse_distance_weights(*tree.query(np.column_stack([around * 80, above]), 4))
    return np.asarray((left[nearest] * weights[..., None]).sum(axis=1))


def _ribbon_paths(start: Float64Array, shell: Float64Array, lift: Float64Array) -> Float64Array:
    """Return `(n, LENGTHS, 3)`: great arcs from `start` to the knot over the shell, `lift` mm above it."""
    first = start - CENTRE
    last = np.tile(KNOT - CENTRE, (len(start), 1))
    a, b = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (first, last))
    angle = np.arccos(np.clip((a * b).sum(axis=1), -1, 1))[:, None, None]
    along = RIBBON_REACH * np.linspace(0, 1, POINTS_PER_RIBBON)[None, :, None] ** 1.4
    directions = (np.sin((1 - along) * angle) * a[:, None] + np.sin(along * angle) * b[:, None]) / np.sin(angle)
    out = shell - CENTRE
    radius = np.linalg.norm(out, axis=1)
    weights, nearest = _inverse_distance_weights(*KDTree(out / radius[:, None]).query(directions.reshape(-1, 3), 4))
    height = (radius[nearest] * weights).sum(axis=1).reshape(directions.shape[:2])
    rise = smoothstep(along[0, :, 0], 0.0, 0.09)
    at_start = np.linalg.norm(first, axis=1)[:, None] + 0.15
    height = at_start * (1 - rise) + (height + lift[:, None]) * rise
    return np.asarray(CENTRE + directions * height[..., None])


def _inverse_distance_weights(distance: Float64Array, nearest: IntArray) -> tuple[Float64Array, IntArray]:
    closeness = 1 / np.maximum(distance, 1e-9)
    return closeness / closeness.sum(axis=1, keepdims=True), nearest


def _ribbon_edges(path: Float64Array, lean: Float64Array) -> Float64Array:
    """Return `(n, LENGTHS, 2, 3)`: both edges of ribbons along the paths, leaning a little to one side."""
    step = np.gradient(path, axis=1)
    outward = path - CENTRE
    aside = np.cross(step, outward)
    aside /= np.linalg.norm(aside, axis=2, keepdims=True)
    outward /= np.linalg.norm(outward, axis=2, keepdims=True)
    half = np.interp(np.linspace(0, 1, POINTS_PER_RIBBON), (0, 0.15, 0.5, 1), (0.18, 1.4, 2.8, 2.2))[None, :, None]
    edge = half * (
        aside
        + np.sin(lean)[:, None, None] * outward * smoothstep(np.linspace(0, 1, POINTS_PER_RIBBON), 0.05, 0.4)[:, None]
    )
    return np.stack([path - edge, path + edge], axis=2)


def _ribbon_faces(count: int) -> IntArray:
    i, j = np.meshgrid(np.arange(count), np.arange(POINTS_PER_RIBBON - 1), indexing="ij")
    a = (2 * (i * POINTS_PER_RIBBON + j)).ravel()
    return np.concatenate([np.stack([a, a + 1, a + 3], 1), np.stack([a, a + 3, a + 2], 1)])


def _knot() -> tuple[Float64Array, IntArray]:
    up, round_ = np.meshgrid(np.linspace(-np.pi / 2, np.pi / 2, 9), np.linspace(0, 2 * np.pi, 17), indexing="ij")
    ball = np.stack([np.cos(up) * np.cos(round_), np.sin(up), np.cos(up) * np.sin(round_)], axis=-1).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(8), np.arange(16), indexing="ij")
    a = (17 * i + j).ravel()
    return KNOT + KNOT_SIZE * ball, np.concatenate([np.stack([a, a + 17, a + 18], 1), np.stack([a, a + 18, a + 1], 1)])
