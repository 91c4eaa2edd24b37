"""The table of the retargeting: which markers each FAP follows."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, Fapu, fap_index
from face.markers.roles import MarkerRoles, SideMarkers, marker_roles

Floats = NDArray[np.float32]

SQUINT: Final = 0.35
"""How far the lower lid rises with the cheek."""

WING: Final = 0.5
"""How far the wing of the nose follows the cheek marker beside it."""

NOSE: Final = 0.3
"""How far the nose follows both of them up."""

INDIRECT_FAPS: Final = (21, 22, 61, 62, 63)
"""FAPs of lids and nose, which have no marker of their own and follow one on the cheek in part."""

NONNEGATIVE_FAPS: Final = (21, 22)
"""FAPs that are never negative here: a cheek pushes the lid up, but does not pull it down."""

CHIN_BACK: Final = 0.45
LIP_BACK: Final = 0.25
"""How far an opening jaw takes chin and lower lip back for each mm the chin drops: its path leans back by some 25
degrees, the lip's by less. Thrust (14) and push (16) are what goes beyond."""

Followed = dict[int, float]


def measured_fap_values(moved: Floats, neutral: Floats, fapu: Fapu) -> Floats:
    """Return the FAPs that markers carry, `(T, 66)` in FAP units, the others 0.

    A FAP is the weighted displacement of its markers along its axis, in its unit, kept within the standard's range.

    Parameters
    ----------
    moved
        `(T, 46, 3)` mm from the neutral face.
    neutral
        `(46, 3)` mm; says which marker plays which part.
    fapu
        The speaker's units, mm.
    """
    demand = np.einsum("fmc,tmc->tf", fap_weights(neutral), moved, optimize=True)
    demand[:, fap_index(18)] += _risen(moved, neutral)
    demand /= fapu.mm_per_unit()
    low = [fap.low if fap.bidirectional and fap.number not in NONNEGATIVE_FAPS else 0 for fap in FAPS]
    high = [fap.high for fap in FAPS]
    return np.asarray(np.clip(demand, np.array(low, np.float32), np.array(high, np.float32)))


def _risen(moved: Floats, neutral: Floats) -> Floats:
    """Return how far the skin beside the chin rose above its place, `(T,)` mm: no jaw can, so it is the chin's boss."""
    return np.asarray(np.maximum(moved[:, list(marker_roles(neutral).chin_beside), 1].mean(axis=1), 0))


def fap_weights(neutral: Floats) -> Floats:
    """Return what a mm of each marker along each axis adds to each FAP, `(66, 46, 3)` mm; 0 for FAPs not in the table.

    The jaw's carry is taken from the depths of chin and lower lip.
    """
    roles = marker_roles(neutral)
    result = np.zeros((len(FAPS), len(neutral), 3), np.float32)
    for number, followed in _table(roles).items():
        for marker, weight in followed.items():
            result[fap_index(number), marker] = weight * np.array(FAPS[fap_index(number)].axis)
    for number, back in ((14, CHIN_BACK), (16, LIP_BACK)):
        result[fap_index(number), roles.chin, 1] -= back
    return result


def _table(roles: MarkerRoles) -> dict[int, Followed]:
    chin = (roles.chin, *roles.chin_beside)
    middle: dict[int, Followed] = {
        3: {roles.chin: 1.0},
        14: _mean(chin),
        15: _mean(chin),
        16: {roles.lower_lip: 1.0},
        17: {roles.upper_lip: 1.0},
        18: {roles.chin: 1.0} | dict.fromkeys(roles.chin_beside, -0.5),
        51: {roles.upper_lip: 1.0},
        52: {roles.lower_lip: 1.0},
        63: {roles.left.nostril: NOSE / 2, roles.right.nostril: NOSE / 2},
    }
    return middle | _one_side(roles.left, 0) | _one_side(roles.right, 1)


def _one_side(side: SideMarkers, right: int) -> dict[int, Followed]:
    """Return the rows of the left side, or of the right one: its FAPs have the next numbers."""
    rows: dict[int, Followed] = {
        21: {side.cheek_bone: SQUINT},
        31: {side.brow_inner: 1.0},
        33: _mean(side.brow_middle),
        35: {side.brow_outer: 1.0},
        37: {side.brow_inner: 1.0},
        39: {side.cheek_centre: 1.0},
        41: {side.cheek_bone: 1.0},
        53: {side.corner: 1.0},
        55: {side.upper_lip: 1.0},
        57: {side.lower_lip: 1.0},
        59: {side.corner: 1.0},
        61: {side.nostril: WING},
    }
    return {number + right: fap_weights for number, fap_weights in rows.items()}


def _mean(markers: tuple[int, ...]) -> Followed:
    return dict.fromkeys(markers, 1 / len(markers))


MEASURED_FAPS: Final = (3, *range(14, 19), 21, 22, *range(31, 43), *range(51, 64))
"""The FAPs in the table."""
