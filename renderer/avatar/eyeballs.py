"""The eyeballs: spheres of rings about the line of sight, finest at the iris, painted with sclera, limbus and pupil."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import BoolArray, Float64Array
from renderer.avatar.head import EYEBALL, Head
from renderer.avatar.piece import Piece, blend, smoothstep

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
        _build_eyeball(name, centre, iris, k) for k, (name, centre) in enumerate(zip(NAMES, head.eyes, strict=True))
    ]


NAMES: Final = ("left_eye", "right_eye")


def _build_eyeball(name: str, centre: Float64Array, iris: float, side: int) -> Piece:
    radius = _ring_radii(iris)
    around = np.arange(SEGMENTS) * 2 * np.pi / SEGMENTS
    r, a = np.repeat(radius, SEGMENTS), np.tile(around, len(radius))
    behind = np.repeat(np.arange(len(radius)) >= len(radius) // 2 + 6, SEGMENTS)
    depth = np.sqrt(np.maximum(EYEBALL[1] ** 2 - r**2, 0)) * np.where(behind, -1, 1)
    depth += CORNEA_BULGE * np.clip(1 - (r / (1.15 * iris)) ** 2, 0, 1) * ~behind
    mirrored = np.where(side == 0, a, np.pi - a)
    shape = np.stack([r * np.cos(mirrored), r * np.sin(mirrored), depth], axis=1)
    grow = np.clip(np.minimum(r / (iris / 3), (iris - r) / (iris * 2 / 3)), 0, 1) * ~behind / 2
    faces = _ring_faces(len(radius))
    return Piece(
        name=name,
        vertices=shape + centre,
        faces=faces if side == 0 else faces[:, ::-1],
        colour=_colour(r, a, behind, iris),
        gloss=np.ones(len(r)),
        ball=side,
        pupil=np.stack([np.cos(mirrored) * grow, np.sin(mirrored) * grow, np.zeros_like(r)], axis=1),
    )


def _ring_radii(iris: float) -> Float64Array:
    """Return the rings' radii from the pole in front over the equator to the pole behind, mm."""
    pupil = iris / 3
    inner = [0.02, 0.55 * pupil, 0.94 * pupil, pupil, 1.06 * pupil, 1.25 * pupil, *np.linspace(0.5, 0.86, 5) * iris]
    rim = np.array([0.92, 0.97, 1.02, 1.08, 1.16]) * iris
    white = EYEBALL[1] * np.sin(np.linspace(np.arcsin(1.3 * iris / EYEBALL[1]), np.pi / 2, 8))
    return np.concatenate([inner, rim, white, EYEBALL[1] * np.cos(np.linspace(0.35, np.pi / 2, 5))])


def _ring_faces(rings: int) -> NDArray[np.int32]:
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(SEGMENTS), indexing="ij")
    a, b = i * SEGMENTS + j, i * SEGMENTS + (j + 1) % SEGMENTS
    c, d = a + SEGMENTS, b + SEGMENTS
    return np.concatenate([np.stack([a, c, d], -1).reshape(-1, 3), np.stack([a, d, b], -1).reshape(-1, 3)]).astype(
        np.int32
    )


def _colour(r: Float64Array, around: Float64Array, behind: BoolArray, iris: float) -> Float64Array:
    colour = np.tile(np.array(SCLERA), (len(r), 1))
    blend(colour, VEINS, 0.55 * smoothstep(r, 1.35 * iris, 2.2 * iris) + 1.0 * behind)
    fibres = 0.80 + 0.12 * np.sin(around * 23) + 0.10 * np.sin(around * 9 + 1) + 0.35 * (1 - r / iris)
    front = ~behind & (r < 1.05 * iris)
    colour[front] = np.clip(np.array(IRIS) * (1.25 * fibres[front])[:, None], 0, 1)
    blend(colour, IRIS_EDGE, front * smoothstep(r, 0.80 * iris, 0.95 * iris))
    blend(colour, PUPIL, front * smoothstep(-r, -1.05 * iris / 3, -0.95 * iris / 3))
    return colour
