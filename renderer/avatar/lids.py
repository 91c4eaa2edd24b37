"""How the lids roll over the eyeballs: on an arc, so that no eyeball shows through and shut lids meet everywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from renderer.avatar.head import BALL, Head
from renderer.avatar.paint import ramp

Floats = NDArray[np.float64]

HALF: Final = 13.0
"""Half the width in which the lids' rims are measured, mm from the eyeball's centre."""
STEP: Final = 1.0
DEGREE: Final = 4
THICK: Final = 4.0
"""The rims lie in this shell around the eyeball, mm."""
FOLDS: Final = ((0.16, 0.85), (0.0, 0.75))
"""From which to which angle beyond its rim the skin of the upper and of the lower lid rolls less and less, rad."""


@dataclass(frozen=True)
class Rim:
    """A lid's rim as functions of x, mm from the eye's centre: its angle above the eye's axis, rad, and its radius."""

    angle: Callable[[Floats], Floats]
    radius: Callable[[Floats], Floats]


def roll_shares(head: Head, points: dict[str, int]) -> Floats:
    """Return `(2, 2, v)` for the left and right eye's upper and lower lid: each vertex's roll per roll of the lid.

    The shares are 1 in the rim's middle. Elsewhere on the rims they follow the height of the opening, so that lids
    which meet in the middle meet from corner to corner.
    """
    middles = (("3.1", "3.3"), ("3.2", "3.4"))
    return np.stack([_eye(head, side, (points[up], points[low])) for side, (up, low) in enumerate(middles)])


def rims(head: Head, side: int) -> tuple[Rim, Rim]:
    """Return the upper and the lower lid's rim of the left (0) or right (1) eye."""
    offset, name = head.vertices - head.eyes[side], ("Left", "Right")[side]
    upper = _roll(offset, head.units[f"eyeBlink{name}"], -1)
    lower = _roll(offset, head.units[f"eyeSquint{name}"], 1)
    return _rim(offset, upper, upper=True), _rim(offset, lower, upper=False)


def _eye(head: Head, side: int, middles: tuple[int, int]) -> Floats:
    offset = head.vertices - head.eyes[side]
    upper, lower = rims(head, side)
    across = np.clip(offset[:, 0], -HALF, HALF)
    top, bottom = upper.angle(across), lower.angle(across)
    opening = np.clip(top - bottom, 0, None) * (1 - ramp(np.abs(offset[:, 0]), HALF - 1, HALF + 5))
    angle = np.arctan2(offset[:, 1], offset[:, 2])
    near = (1 - ramp(np.linalg.norm(offset, axis=1), 19.5, 27)) * (offset[:, 2] > 0) * opening
    above = angle > (top + bottom) / 2
    shares = (
        near * above * (1 - ramp(angle - top, *FOLDS[0])),
        near * ~above * (1 - ramp(bottom - angle, *FOLDS[1])),
    )
    return np.stack([share / share[middle] for share, middle in zip(shares, middles, strict=True)])


def _roll(offset: Floats, unit: Floats, sign: int) -> Floats:
    """Return how far a unit rolls each vertex about the eye's x axis, rad, where it rolls it up (1) or down (-1)."""
    moved = offset + unit
    roll = np.arctan2(moved[:, 1], moved[:, 2]) - np.arctan2(offset[:, 1], offset[:, 2])
    return np.asarray(np.where(offset[:, 2] > 0, np.clip(roll * sign, 0, 1.5), 0))


def _rim(offset: Floats, roll: Floats, *, upper: bool) -> Rim:
    """Find the rim: in each column the vertex nearest the opening among those that the lid's unit moves."""
    radius = np.linalg.norm(offset, axis=1)
    shell = (radius > BALL[1] + 0.2) & (radius < BALL[1] + THICK) & (offset[:, 2] > 2)  # noqa: PLR2004 - mm
    angle = np.arctan2(offset[:, 1], offset[:, 2])
    found: list[tuple[float, float, float]] = []
    for x in np.arange(-HALF, HALF + STEP, STEP):
        column = np.flatnonzero(shell & (np.abs(offset[:, 0] - x) < STEP))
        moving = column[roll[column] > 0.6 * roll[column].max()]
        edge = moving[np.argmin(angle[moving]) if upper else np.argmax(angle[moving])]
        found.append((float(offset[edge, 0]), float(angle[edge]), float(radius[edge])))
    x, angles, radii = np.array(found).T
    return Rim(Polynomial.fit(x, angles, DEGREE), Polynomial.fit(x, radii, DEGREE))
