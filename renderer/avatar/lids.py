"""How the lids roll over the eyeballs: on an arc, so that no eyeball shows through and shut lids meet everywhere."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from renderer.avatar.head import BALL, Head

Floats = NDArray[np.float64]

HALF: Final = 13.0
"""Half the width in which the lids' rims are measured, mm from the eyeball's centre."""
STEP: Final = 1.0
DEGREE: Final = 4
THICK: Final = 4.0
"""The rims lie in this shell around the eyeball, mm."""


def roll_shares(head: Head, points: dict[str, int]) -> Floats:
    """Return `(2, 2, v)` for the left and right eye's upper and lower lid: each vertex's roll per roll of the lid.

    The shares are 1 in the rim's middle. Elsewhere on the rims they follow the height of the opening, so that lids
    which meet in the middle meet from corner to corner.
    """
    sides = (("Left", head.eyes[0], "3.1", "3.3"), ("Right", head.eyes[1], "3.2", "3.4"))
    return np.stack([_eye(head, side, eye, (points[up], points[low])) for side, eye, up, low in sides])


def _eye(head: Head, side: str, eye: Floats, middles: tuple[int, int]) -> Floats:
    offset = head.vertices - eye
    rolls = (_roll(offset, head.units[f"eyeBlink{side}"], -1), _roll(offset, head.units[f"eyeSquint{side}"], 1))
    rims = [_rim(offset, roll, upper=k == 0) for k, roll in enumerate(rolls)]
    across = np.clip(offset[:, 0], -HALF, HALF)
    opening = np.clip(rims[0][0](across) - rims[1][0](across), 0, None)
    shares = [
        np.clip(roll / np.maximum(at_rim(across), 0.05), 0, 1) * opening
        for roll, (_, at_rim) in zip(rolls, rims, strict=True)
    ]
    return np.stack([share / share[middle] for share, middle in zip(shares, middles, strict=True)])


def _roll(offset: Floats, unit: Floats, sign: int) -> Floats:
    """Return how far a unit rolls each vertex about the eye's x axis, rad, where it rolls it up (1) or down (-1)."""
    moved = offset + unit
    roll = np.arctan2(moved[:, 1], moved[:, 2]) - np.arctan2(offset[:, 1], offset[:, 2])
    near = np.clip((30 - np.linalg.norm(offset, axis=1)) / 8, 0, 1)
    return np.asarray(np.where(offset[:, 2] > 0, np.clip(roll * sign, 0, 1.5), 0) * near)


def _rim(offset: Floats, roll: Floats, *, upper: bool) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """Return, as functions of x, the angle at which the rim lies above the eye's axis and how far the unit rolls it."""
    radius = np.linalg.norm(offset, axis=1)
    shell = (radius > BALL[1] + 0.2) & (radius < BALL[1] + THICK) & (offset[:, 2] > 2)  # noqa: PLR2004 - mm
    angle = np.arctan2(offset[:, 1], offset[:, 2])
    found: list[tuple[float, float, float]] = []
    for x in np.arange(-HALF, HALF + STEP, STEP):
        column = np.flatnonzero(shell & (np.abs(offset[:, 0] - x) < STEP))
        moving = column[roll[column] > 0.6 * roll[column].max()]
        edge = moving[np.argmin(angle[moving]) if upper else np.argmax(angle[moving])]
        found.append((float(offset[edge, 0]), float(angle[edge]), float(roll[edge])))
    x, angles, rolls = np.array(found).T
    return Polynomial.fit(x, angles, DEGREE), Polynomial.fit(x, rolls, DEGREE)
