"""Which marker plays which part, told by where it lies in the neutral face; names tell only group and side."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.regions import MARKERS

Floats = NDArray[np.float32]

BONE: Final = (0.89, 0.67)
CENTRE: Final = (0.94, 0.99)
WING: Final = (0.55, 0.7)
"""Where cheek bone (5.3), middle of the cheek (5.1) and the cheek beside the nose's wing (9.1) lie: how far aside, in
distances of the outer brow from the middle, and how far down, in heights from brows to upper lip."""


@dataclass(frozen=True)
class SideMarkers:
    """The markers on one side of the face, as places on the marker axis."""

    brow_inner: int
    brow_middle: tuple[int, ...]
    brow_outer: int
    cheek_bone: int
    cheek_centre: int
    nostril: int
    corner: int
    upper_lip: int
    lower_lip: int


@dataclass(frozen=True)
class MarkerRoles:
    """Both sides of the face, and what lies in the middle."""

    left: SideMarkers
    right: SideMarkers
    upper_lip: int
    lower_lip: int
    chin: int
    chin_beside: tuple[int, int]


def marker_roles(neutral: Floats) -> MarkerRoles:
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
    heights = (float(neutral[_named("LBRO") + _named("RBRO"), 1].mean()), float(neutral[upper[1], 1]))
    left = _side(neutral, "L", (by_x[-1], upper[2], lower[2]), heights)
    right = _side(neutral, "R", (by_x[0], upper[0], lower[0]), heights)
    found = MarkerRoles(left, right, upper[1], lower[1], jaw[1], (jaw[0], jaw[2]))
    _check(neutral, found)
    return found


def _side(neutral: Floats, side: str, mouth: tuple[int, int, int], heights: tuple[float, float]) -> SideMarkers:
    """Return one side's roles; `mouth` are its corner, upper and lower lip, `heights` those of brows and upper lip."""
    middle = float(neutral[_named("Mou"), 0].mean())
    aside = np.abs(neutral[:, 0] - middle)
    inner, *between, outer = sorted(_named(f"{side}BRO"), key=lambda marker: float(aside[marker]))
    brow, lip = heights
    cheek = np.array(_named(f"{side}C"))
    seen = np.stack([aside[cheek] / aside[outer], (brow - neutral[cheek, 1]) / (brow - lip)], axis=1)
    bone, nostril = (int(cheek[_order(seen, place)[0]]) for place in (BONE, WING))
    low = cheek[_order(seen, CENTRE)]
    centre = next(int(marker) for marker in low if marker not in (bone, nostril))
    return SideMarkers(inner, tuple(between), outer, bone, centre, nostril, *mouth)


def _order(seen: NDArray[np.float64], place: tuple[float, float]) -> NDArray[np.int64]:
    return np.asarray(np.argsort(np.linalg.norm(seen - place, axis=1), kind="stable"))


def _named(beginning: str) -> list[int]:
    return [place for place, name in enumerate(MARKERS) if name.startswith(beginning)]


def _check(neutral: Floats, roles: MarkerRoles) -> None:
    for name in ("BRO", "BM", "C"):
        left, right = (neutral[_named(side + name), 0].mean() for side in "LR")
        if left <= right:
            raise InputError(f"L{name} markers lie right of R{name} markers; let x point to the subject's left")
    column = (roles.left.brow_inner, roles.upper_lip, roles.lower_lip, roles.chin)
    heights = [float(neutral[marker, 1]) for marker in column]
    if heights != sorted(heights, reverse=True):
        raise InputError("brows, lips and chin do not lie one below the other in the neutral face; let y point up")
