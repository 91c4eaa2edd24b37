"""The role of each marker and the speaker's FAP units, from the 46 markers of a neutral face.

Names tell a marker's group and side only; its role follows from where it lies.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array, IntArray
from face.errors import InputError
from face.faps import Fapu
from face.regions import MARKERS

CHEEK_BONE: Final = (0.89, 0.67)
CHEEK_CENTRE: Final = (0.94, 0.99)
NOSTRIL: Final = (0.55, 0.7)
"""Where cheek bone (5.3), middle of the cheek (5.1) and the cheek beside the nose's wing (9.1) lie: how far sideways,
in distances of the outer brow from the middle, and how far down, in heights from brows to upper lip."""

# No marker lies on eyes or nose base. These are proportions of an adult face: iris to eye separation
# (11.7 mm to 62 mm), and how brow to upper lip divides at the lid line and the nose base.
IRIS_SHARE: Final = 0.19
EYE_TO_NOSE_SHARE: Final = 0.50
NOSE_TO_MOUTH_SHARE: Final = 0.30

MOUTH_TO_EYES: Final = (0.5, 1.4)
MOUTH_TO_HEIGHT: Final = (0.35, 1.4)
"""The ratios that a face can have."""


@dataclass(frozen=True)
class SideMarkers:
    """The markers on one side of the face, as indices on the marker axis."""

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
    """The markers of both sides and of the middle, as indices on the marker axis."""

    left: SideMarkers
    right: SideMarkers
    upper_lip: int
    lower_lip: int
    chin: int
    chin_beside: tuple[int, int]


def marker_roles(neutral: Float32Array) -> MarkerRoles:
    """Return which marker plays which role.

    Parameters
    ----------
    neutral
        The neutral face, `(46, 3)` mm; x to the subject's left, y up.

    Raises
    ------
    InputError
        If the markers do not lie as on a face with these axes.
    """
    mouth = _sorted_along(_markers_named("Mou"), neutral[:, 0])
    chin = _sorted_along(_markers_named("CH"), neutral[:, 0])
    by_height = _sorted_along(mouth[1:-1], neutral[:, 1])
    lower, upper = (_sorted_along(lip, neutral[:, 0]) for lip in (by_height[:3], by_height[3:]))
    brow_height = float(neutral[_markers_named("LBRO") + _markers_named("RBRO"), 1].mean())
    heights = (brow_height, float(neutral[upper[1], 1]))
    left = _side_markers(neutral, "L", (mouth[-1], upper[2], lower[2]), heights)
    right = _side_markers(neutral, "R", (mouth[0], upper[0], lower[0]), heights)
    roles = MarkerRoles(left, right, upper[1], lower[1], chin[1], (chin[0], chin[2]))
    _check_axes(neutral, roles)
    return roles


def fapu_from_markers(neutral: Float32Array) -> Fapu:
    """Return the FAP units of a neutral face `(46, 3)`, in its own unit (mm).

    Mouth width is the distance of the mouth corners; eye separation, the distance of the middles of the brows above
    the eyes; the heights are fixed shares of brow to upper lip.

    Raises
    ------
    InputError
        If the markers do not lie as on a face.
    """
    roles = marker_roles(neutral)
    brows = [neutral[list(side.brow_middle)].mean(axis=0) for side in (roles.left, roles.right)]
    width = float(neutral[roles.left.corner, 0] - neutral[roles.right.corner, 0])
    eyes = float(brows[0][0] - brows[1][0])
    height = float((brows[0][1] + brows[1][1]) / 2 - neutral[roles.upper_lip, 1])
    _check_ratio(width / eyes, MOUTH_TO_EYES, "mouth width to eye separation")
    _check_ratio(width / height, MOUTH_TO_HEIGHT, "mouth width to the height from brows to lip")
    return Fapu(IRIS_SHARE * eyes, eyes, EYE_TO_NOSE_SHARE * height, NOSE_TO_MOUTH_SHARE * height, width)


def _side_markers(
    neutral: Float32Array, side: str, mouth: tuple[int, int, int], heights: tuple[float, float]
) -> SideMarkers:
    """Return one side's roles; `mouth` are its corner, upper and lower lip, `heights` those of brows and upper lip."""
    middle = float(neutral[_markers_named("Mou"), 0].mean())
    sideways = np.abs(neutral[:, 0] - middle)
    inner, *between, outer = _sorted_along(_markers_named(f"{side}BRO"), sideways)
    brow, lip = heights
    cheek = np.array(_markers_named(f"{side}C"))
    positions = np.stack([sideways[cheek] / sideways[outer], (brow - neutral[cheek, 1]) / (brow - lip)], axis=1)
    bone, nostril = (int(cheek[_nearest_first(positions, place)[0]]) for place in (CHEEK_BONE, NOSTRIL))
    centre = next(
        int(marker) for marker in cheek[_nearest_first(positions, CHEEK_CENTRE)] if marker not in (bone, nostril)
    )
    return SideMarkers(inner, tuple(between), outer, bone, centre, nostril, *mouth)


def _sorted_along(markers: list[int], coordinate: Float32Array) -> list[int]:
    return sorted(markers, key=lambda marker: float(coordinate[marker]))


def _nearest_first(positions: Float64Array, place: tuple[float, float]) -> IntArray:
    return np.asarray(np.argsort(np.linalg.norm(positions - place, axis=1), kind="stable"))


def _markers_named(prefix: str) -> list[int]:
    return [index for index, name in enumerate(MARKERS) if name.startswith(prefix)]


def _check_axes(neutral: Float32Array, roles: MarkerRoles) -> None:
    for name in ("BRO", "BM", "C"):
        left, right = (neutral[_markers_named(side + name), 0].mean() for side in "LR")
        if left <= right:
            raise InputError(f"L{name} markers lie right of R{name} markers; let x point to the subject's left")
    midline = (roles.left.brow_inner, roles.upper_lip, roles.lower_lip, roles.chin)
    heights = [float(neutral[marker, 1]) for marker in midline]
    if heights != sorted(heights, reverse=True):
        raise InputError("brows, lips and chin do not lie one below the other in the neutral face; let y point up")


def _check_ratio(ratio: float, bounds: tuple[float, float], name: str) -> None:
    if not bounds[0] <= ratio <= bounds[1]:
        raise InputError(
            f"in the neutral face, the ratio of {name} is {ratio:.2f}, which no face has; "
            "check the markers' names and axes (x left, y up, z forward)"
        )
