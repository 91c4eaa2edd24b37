"""The skin's colour and gloss, as functions of where a vertex lies in the neutral head."""

from typing import Final

import numpy as np

from face.arrays import Float64Array
from renderer.avatar.eyelids import opening
from renderer.avatar.hair.brows_and_lashes import brow_line
from renderer.avatar.hair.scalp_hair import BROWN, height_above_hairline
from renderer.avatar.head import EYEBALL_RADIUS, Head
from renderer.avatar.identity import Identity
from renderer.avatar.mouth.lip_seam import depth_inside_mouth
from renderer.avatar.piece import Piece, bell, blend, smoothstep

SKIN_TONE: Final = (0.845, 0.665, 0.575)
BLUSH_COLOUR: Final = (0.815, 0.535, 0.475)
LIPS: Final = (0.700, 0.415, 0.400)
INNER_LIP: Final = (0.52, 0.235, 0.235)
CAVITY: Final = (0.13, 0.045, 0.045)
NOSTRIL: Final = (0.30, 0.15, 0.12)
LID_EDGE: Final = (0.76, 0.50, 0.45)
LASH_LINE: Final = (0.20, 0.12, 0.10)
SHADOW: Final = (0.70, 0.50, 0.43)

UPPER_BORDER: Final = (
    (0, 4.5, 8.6, 12.8, 16, 18.2, 20.7, 23.6),
    (-53.2, -52.3, -52.8, -54.0, -55.9, -57.2, -58.8, -60.9),
)
LOWER_BORDER: Final = ((0, 9, 12.2, 16.5, 18.7, 21.4, 23.6), (-70.6, -69.9, -69.0, -66.8, -65.3, -63.4, -61.5))
"""The lips' borders as seen from the front: half widths and heights, mm from between the eyes."""


def build_skin(head: Head, points: dict[str, int], identity: Identity) -> Piece:
    """Return the skin in the colours of an identity."""
    colour = np.tile(np.array(SKIN_TONE), (len(head.vertices), 1))
    gloss = np.full(len(colour), 0.30)
    _paint_blush(colour, head, identity.blush)
    _paint_hair_shade(colour, head, identity.brow_thickness)
    _paint_lips(colour, gloss, head, identity.lip_redness)
    _paint_eyelids(colour, gloss, head)
    _paint_cavities(colour, gloss, head, points)
    return Piece("skin", head.vertices, head.faces, np.clip(colour, 0, 1), gloss)


def _paint_blush(colour: Float64Array, head: Head, strength: float) -> None:
    x, y, z = np.abs(head.vertices[:, 0]), head.vertices[:, 1], head.vertices[:, 2]
    front_factor = smoothstep(z, -30, 10)
    blend(colour, BLUSH_COLOUR, strength * 0.50 * bell(np.hypot(x - 43, 1.2 * (y + 36)), 24) * front_factor)
    blend(colour, BLUSH_COLOUR, strength * 0.40 * bell(np.hypot(x, y + 31), 13) * smoothstep(z, 25, 40))
    blend(colour, BLUSH_COLOUR, strength * 0.22 * bell(np.hypot(x, y + 90), 16) * front_factor)
    blend(colour, BLUSH_COLOUR, strength * 0.55 * smoothstep(x, 72, 82) * (z < -40) * (y > -80))
    blend(colour, SHADOW, 0.28 * bell(np.hypot(0.8 * (x - 24), 1.6 * (y + 13)), 13) * front_factor)
    blend(colour, SHADOW, 0.12 * bell(np.hypot(x - 17, 1.2 * (y - 3)), 10) * front_factor)
    blend(colour, (0.875, 0.71, 0.62), 0.5 * bell(np.hypot(0.7 * x, y - 48), 30) * front_factor)


def _paint_hair_shade(colour: Float64Array, head: Head, brow_thickness: float) -> None:
    """Darken the skin under the brows and at the hairline, where it shows between the hairs."""
    height, half_thickness = brow_line(head.vertices[:, 0], brow_thickness)
    relative_distance = np.abs(head.vertices[:, 1] - height) / np.maximum(half_thickness, 0.1)
    blend(
        colour,
        BROWN,
        0.42 * (half_thickness > 0) * smoothstep(-relative_distance, -1.6, -0.3) * (head.vertices[:, 2] > -20),
    )
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
        offsets = opening.eye_coordinates(head, side)
        eye_opening = opening.find_eye_opening(head, side)
        upper, lower = eye_opening.edge_elevations(offsets[:, 0])
        between_corners = smoothstep(offsets[:, 0], eye_opening.x[0] - 1.5, eye_opening.x[0] + 1) * smoothstep(
            -offsets[:, 0], -eye_opening.x[-1] - 1.5, -eye_opening.x[-1]
        )
        near_eye = (np.linalg.norm(offsets, axis=1) < EYEBALL_RADIUS + 6) * (offsets[:, 2] > 0) * between_corners
        angle = np.arctan2(offsets[:, 1], offsets[:, 2])
        above, below = EYEBALL_RADIUS * (angle - upper), EYEBALL_RADIUS * (lower - angle)
        edge = np.minimum(np.abs(above), np.abs(below))
        blend(colour, SHADOW, 0.12 * near_eye * bell(above - 2.5, 3.0))
        blend(colour, LID_EDGE, 0.70 * near_eye * bell(edge, 1.1))
        blend(colour, LASH_LINE, 0.62 * near_eye * bell(above - 0.4, 0.6))
        blend(colour, LASH_LINE, 0.25 * near_eye * bell(below - 0.6, 0.6))
        gloss += 0.25 * near_eye * bell(edge, 1.0)


def _paint_cavities(colour: Float64Array, gloss: Float64Array, head: Head, points: dict[str, int]) -> None:
    x, y, z = np.abs(head.vertices[:, 0]), head.vertices[:, 1], head.vertices[:, 2]
    in_nostril = (x < 12) & (y > -47) & (y < -20) & (z > -10)
    blend(colour, NOSTRIL, in_nostril * smoothstep(-z, -29, -22))
    depth = depth_inside_mouth(head, points)
    blend(colour, INNER_LIP, smoothstep(depth, -1.5, 3.0))
    blend(colour, CAVITY, smoothstep(depth, 3.0, 14.0))
    gloss -= 0.15 * smoothstep(depth, 3.0, 14.0)
