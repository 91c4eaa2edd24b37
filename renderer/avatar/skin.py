"""The skin's paint, as functions of where a vertex lies in the neutral head."""

from typing import Final

import numpy as np

from face.arrays import Float64Array
from renderer.avatar.eyelids import opening
from renderer.avatar.hair.brows_and_lashes import brow_line
from renderer.avatar.hair.scalp_hair import BROWN, height_above_hairline
from renderer.avatar.head import EYEBALL, Head
from renderer.avatar.identity import Identity
from renderer.avatar.mouth.lip_seam import depth_inside_mouth
from renderer.avatar.piece import Piece, bell, blend, smoothstep

TONE: Final = (0.845, 0.665, 0.575)
BLUSH: Final = (0.815, 0.535, 0.475)
LIPS: Final = (0.700, 0.415, 0.400)
INNER_LIP: Final = (0.52, 0.235, 0.235)
CAVITY: Final = (0.13, 0.045, 0.045)
NOSTRIL: Final = (0.30, 0.15, 0.12)
RIM: Final = (0.76, 0.50, 0.45)
LASH_LINE: Final = (0.20, 0.12, 0.10)
SHADOW: Final = (0.70, 0.50, 0.43)

UPPER_BORDER: Final = (
    (0, 4.5, 8.6, 12.8, 16, 18.2, 20.7, 23.6),
    (-53.2, -52.3, -52.8, -54.0, -55.9, -57.2, -58.8, -60.9),
)
LOWER_BORDER: Final = ((0, 9, 12.2, 16.5, 18.7, 21.4, 23.6), (-70.6, -69.9, -69.0, -66.8, -65.3, -63.4, -61.5))
"""The lips' borders as seen from the front: half widths and heights, mm from between the eyes."""


def build_skin(head: Head, points: dict[str, int], looks: Identity) -> Piece:
    """Return the skin painted as a person looks."""
    colour = np.tile(np.array(TONE), (len(head.vertices), 1))
    gloss = np.full(len(colour), 0.30)
    _paint_flush(colour, head, looks.flush)
    _paint_hair_shade(colour, head, looks.brows)
    _paint_lips(colour, gloss, head, looks.lips)
    _paint_eyelids(colour, gloss, head)
    _paint_cavities(colour, gloss, head, points)
    return Piece("skin", head.vertices, head.faces, np.clip(colour, 0, 1), gloss)


def _paint_flush(colour: Float64Array, head: Head, strength: float) -> None:
    x, y, z = np.abs(head.vertices[:, 0]), head.vertices[:, 1], head.vertices[:, 2]
    facing = smoothstep(z, -30, 10)
    blend(colour, BLUSH, strength * 0.50 * bell(np.hypot(x - 43, 1.2 * (y + 36)), 24) * facing)
    blend(colour, BLUSH, strength * 0.40 * bell(np.hypot(x, y + 31), 13) * smoothstep(z, 25, 40))
    blend(colour, BLUSH, strength * 0.22 * bell(np.hypot(x, y + 90), 16) * facing)
    blend(colour, BLUSH, strength * 0.55 * smoothstep(x, 72, 82) * (z < -40) * (y > -80))
    blend(colour, SHADOW, 0.28 * bell(np.hypot(0.8 * (x - 24), 1.6 * (y + 13)), 13) * facing)
    blend(colour, SHADOW, 0.12 * bell(np.hypot(x - 17, 1.2 * (y - 3)), 10) * facing)
    blend(colour, (0.875, 0.71, 0.62), 0.5 * bell(np.hypot(0.7 * x, y - 48), 30) * facing)


def _paint_hair_shade(colour: Float64Array, head: Head, brows: float) -> None:
    """Paint what shows between the hairs: soft under the brows, and towards the scalp."""
    height, thick = brow_line(head.vertices[:, 0], brows)
    away = np.abs(head.vertices[:, 1] - height) / np.maximum(thick, 0.1)
    blend(colour, BROWN, 0.42 * (thick > 0) * smoothstep(-away, -1.6, -0.3) * (head.vertices[:, 2] > -20))
    blend(colour, BROWN, 0.85 * smoothstep(height_above_hairline(head.vertices), -4.0, 7.0))


def _paint_lips(colour: Float64Array, gloss: Float64Array, head: Head, strength: float) -> None:
    x, y, z = np.abs(head.vertices[:, 0]), head.vertices[:, 1], head.vertices[:, 2]
    above = np.interp(x, *UPPER_BORDER) - y
    below = y - np.interp(x, *LOWER_BORDER)
    inside = smoothstep(np.minimum(above, below), -0.7, 1.3) * (z > 10) * smoothstep(-x, -24.2, -22.4)
    blend(colour, LIPS, strength * inside)
    gloss += 0.18 * strength * inside


def _paint_eyelids(colour: Float64Array, gloss: Float64Array, head: Head) -> None:
    for side in (0, 1):
        offset = opening.eye_coordinates(head, side)
        found = opening.find_eye_opening(head, side)
        top, bottom = found.rims(offset[:, 0])
        within = smoothstep(offset[:, 0], found.x[0] - 1.5, found.x[0] + 1) * smoothstep(
            -offset[:, 0], -found.x[-1] - 1.5, -found.x[-1]
        )
        near = (np.linalg.norm(offset, axis=1) < EYEBALL[1] + 6) * (offset[:, 2] > 0) * within
        angle = np.arctan2(offset[:, 1], offset[:, 2])
        above, below = EYEBALL[1] * (angle - top), EYEBALL[1] * (bottom - angle)
        edge = np.minimum(np.abs(above), np.abs(below))
        blend(colour, SHADOW, 0.12 * near * bell(above - 2.5, 3.0))
        blend(colour, RIM, 0.70 * near * bell(edge, 1.1))
        blend(colour, LASH_LINE, 0.62 * near * bell(above - 0.4, 0.6))
        blend(colour, LASH_LINE, 0.25 * near * bell(below - 0.6, 0.6))
        gloss += 0.25 * near * bell(edge, 1.0)


def _paint_cavities(colour: Float64Array, gloss: Float64Array, head: Head, points: dict[str, int]) -> None:
    x, y, z = np.abs(head.vertices[:, 0]), head.vertices[:, 1], head.vertices[:, 2]
    nostril = (x < 12) & (y > -47) & (y < -20) & (z > -10)
    blend(colour, NOSTRIL, nostril * smoothstep(-z, -29, -22))
    depth = depth_inside_mouth(head, points)
    blend(colour, INNER_LIP, smoothstep(depth, -1.5, 3.0))
    blend(colour, CAVITY, smoothstep(depth, 3.0, 14.0))
    gloss -= 0.15 * smoothstep(depth, 3.0, 14.0)
