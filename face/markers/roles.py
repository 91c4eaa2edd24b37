"""Which marker plays which part, told by where it lies in the neutral face; names tell only group and side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.regions import MARKERS

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Side:
    """The markers on one side of the face, as places on the marker axis."""

    brow_inner: int
    brow_middle: tuple[int, ...]
    brow_outer: int
    cheek_high: int
    cheek_centre: int
    cheek_low: tuple[int, ...]
    nostril: int
    corner: int
    upper_lip: int
    lower_lip: int


@dataclass(frozen=True)
class Roles:
    """Both sides of the face, and what lies in the middle."""

    left: Side
    right: Side
    upper_lip: int
    lower_lip: int
    chin: int
    chin_beside: tuple[int, int]


def roles_of(neutral: Floats) -> Roles:
    """Return the markers' roles in a neutral face `(46, 3)` in mm.

    Raises
    ------
    InputError
        If the markers do not lie as on a face with x to the subject's left and y up.
    """
    mouth, chin = _named("Mou"), _named("CH")
    by_x = sorted(mouth, key=lambda marker: float(neutral[marker, 0]))
    by_y = sorted(by_x[1:-1], key=lambda marker: float(neutral[marker, 1]))
    lower = sorted(by_y[:3], key=lambda marker: float(neutral[marker, 0]))
    upper = sorted(by_y[3:], key=lambda marker: float(neutral[marker, 0]))
    jaw = sorted(chin, key=lambda marker: float(neutral[marker, 0]))
    left = _side(neutral, "L", by_x[-1], upper[2], lower[2])
    right = _side(neutral, "R", by_x[0], upper[0], lower[0])
    found = Roles(left, right, upper[1], lower[1], jaw[1], (jaw[0], jaw[2]))
    _check(neutral, found)
    return found


def _side(neutral: Floats, side: str, corner: int, upper_lip: int, lower_lip: int) -> Side:
    middle = float(neutral[_named("Mou"), 0].mean())
    inner, *between, outer = sorted(_named(f"{side}BRO"), key=lambda marker: abs(float(neutral[marker, 0]) - middle))
    cheek = sorted((MARKERS.index(f"{side}C{n}") for n in range(3, 9)), key=lambda marker: float(neutral[marker, 1]))
    low, high = cheek[:-1], cheek[-1]
    away = np.linalg.norm(neutral[low] - neutral[cheek].mean(axis=0), axis=1)
    centre, nostril = low[int(away.argmin())], min(low, key=lambda marker: abs(float(neutral[marker, 0]) - middle))
    below = tuple(MARKERS.index(f"{side}C{n}") for n in (1, 2))
    return Side(inner, tuple(between), outer, high, centre, below, nostril, corner, upper_lip, lower_lip)


def _named(beginning: str) -> list[int]:
    return [place for place, name in enumerate(MARKERS) if name.startswith(beginning)]


def _check(neutral: Floats, roles: Roles) -> None:
    for name in ("BRO", "BM", "C"):
        left, right = (neutral[_named(side + name), 0].mean() for side in "LR")
        if left <= right:
            raise InputError(f"L{name} markers lie right of R{name} markers; let x point to the subject's left")
    column = (roles.left.brow_inner, roles.upper_lip, roles.lower_lip, roles.chin)
    heights = [float(neutral[marker, 1]) for marker in column]
    if heights != sorted(heights, reverse=True):
        raise InputError("brows, lips and chin do not lie one below the other in the neutral face; let y point up")
