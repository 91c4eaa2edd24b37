"""The eyeballs: spheres of rings about the line of sight, finest at the iris, painted with sclera, limbus and pupil."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float64Array
from renderer.avatar.head import EYEBALL_RADIUS, Head
from renderer.avatar.piece import Piece, blend, smoothstep

NAMES: Final = ("left_eye", "right_eye")
SEGMENTS: Final = 44
IRIS_TO_OPENING: Final = 1.10
"""The iris's diameter to the height of the open eye: both lids cover its edge a little, as at rest."""
CORNEA_BULGE: Final = 0.35
"""How far the cornea stands out, mm; the lids are thicker."""
SCLERA: Final = (0.80, 0.765, 0.73)
VEINS: Final = (0.80, 0.62, 0.56)
IRIS: Final = (0.36, 0.27, 0.17)
IRIS_EDGE: Final = (0.20, 0.15, 0.11)
PUPIL: Final = (0.035, 0.03, 0.03)


def build_eyeballs(head: Head, opening: float) -> list[Piece]:
    """Return both eyeballs; `opening` is the height of the open eye, mm."""
    iris = IRIS_TO_OPENING * opening / 2
    return [
        _build_eyeball(name, centre, iris, k)
        for k, (name, centre) in enumerate(zip(NAMES, head.eye_centres, strict=True))
    ]


def _build_eyeball(name: str, centre: Float64Array, iris: float, side: int) -> Piece:
    ring_radii = _ring_radii(iris)
    azimuth = np.arange(SEGMENTS) * 2 * np.pi / SEGMENTS
    vertex_radius, vertex_azimuth = np.repeat(ring_radii, SEGMENTS), np.tile(azimuth, len(ring_radii))
    is_behind = np.repeat(np.arange(len(ring_radii)) >= len(ring_radii) // 2 + 6, SEGMENTS)
    depth = np.sqrt(np.maximum(EYEBALL_RADIUS**2 - vertex_radius**2, 0)) * np.where(is_behind, -1, 1)
    depth += CORNEA_BULGE * np.clip(1 - (vertex_radius / (1.15 * iris)) ** 2, 0, 1) * ~is_behind
    mirrored_azimuth = np.where(side == 0, vertex_azimuth, np.pi - vertex_azimuth)
    vertices = np.stack(
        [vertex_radius * np.cos(mirrored_azimuth), vertex_radius * np.sin(mirrored_azimuth), depth],
        axis=1,
    )
    pupil_growth = (
        np.clip(np.minimum(vertex_radius / (iris / 3), (iris - vertex_radius) / (iris * 2 / 3)), 0, 1) * ~is_behind / 2
    )
    faces = _ring_faces(len(ring_radii))
    return Piece(
        name=name,
        vertices=vertices + centre,
        faces=faces if side == 0 else faces[:, ::-1],
        colour=_colour(vertex_radius, vertex_azimuth, is_behind, iris),
        gloss=np.ones(len(vertex_radius)),
        eyeball_side=side,
        pupil_growth=np.stack(
            [
                np.cos(mirrored_azimuth) * pupil_growth,
                np.sin(mirrored_azimuth) * pupil_growth,
                np.zeros_like(vertex_radius),
            ],
            axis=1,
        ),
    )


def _ring_radii(iris: float) -> Float64Array:
    """Return the rings' radii from the pole in front over the equator to the pole behind, mm."""
    pupil = iris / 3
    pupil_edge = [0.02, 0.55 * pupil, 0.94 * pupil, pupil, 1.06 * pupil, 1.25 * pupil]
    iris_radii = np.linspace(0.5, 0.86, 5) * iris
    limbus = np.array([0.92, 0.97, 1.02, 1.08, 1.16]) * iris
    sclera = EYEBALL_RADIUS * np.sin(np.linspace(np.arcsin(1.3 * iris / EYEBALL_RADIUS), np.pi / 2, 8))
    return np.concatenate(
        [pupil_edge, iris_radii, limbus, sclera, EYEBALL_RADIUS * np.cos(np.linspace(0.35, np.pi / 2, 5))]
    )


def _ring_faces(rings: int) -> NDArray[np.int32]:
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(SEGMENTS), indexing="ij")
    a, b = i * SEGMENTS + j, i * SEGMENTS + (j + 1) % SEGMENTS
    c, d = a + SEGMENTS, b + SEGMENTS
    return np.concatenate([np.stack([a, c, d], -1).reshape(-1, 3), np.stack([a, d, b], -1).reshape(-1, 3)]).astype(
        np.int32
    )


def _colour(radius: Float64Array, azimuth: Float64Array, is_behind: BoolArray, iris: float) -> Float64Array:
    colour = np.tile(np.array(SCLERA), (len(radius), 1))
    blend(colour, VEINS, 0.55 * smoothstep(radius, 1.35 * iris, 2.2 * iris) + 1.0 * is_behind)
    fibres = 0.80 + 0.12 * np.sin(azimuth * 23) + 0.10 * np.sin(azimuth * 9 + 1) + 0.35 * (1 - radius / iris)
    is_iris = ~is_behind & (radius < 1.05 * iris)
    colour[is_iris] = np.clip(np.array(IRIS) * (1.25 * fibres[is_iris])[:, None], 0, 1)
    blend(colour, IRIS_EDGE, is_iris * smoothstep(radius, 0.80 * iris, 0.95 * iris))
    blend(colour, PUPIL, is_iris * smoothstep(-radius, -1.05 * iris / 3, -0.95 * iris / 3))
    return colour
