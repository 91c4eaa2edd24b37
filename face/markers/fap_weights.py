"""Which markers each FAP follows, and which directions of a marker FAPs can express."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, IntArray
from face.faps import FAPS, Fapu, fap_index
from face.markers.neutral_face import MarkerRoles, SideMarkers, marker_roles
from face.regions import MARKERS

SQUINT: Final = 0.35
"""How far the lower lid rises with the cheek."""

NOSTRIL: Final = 0.5
"""How far the wing of the nose follows the cheek marker beside it."""

NOSE: Final = 0.3
"""How far the nose follows both of them up."""

MEASURED_FAPS: Final = (3, *range(14, 19), 21, 22, *range(31, 43), *range(51, 64))
"""The FAPs that follow markers."""

INDIRECT_FAPS: Final = (21, 22, 61, 62, 63)
"""FAPs of lids and nose, which have no marker of their own and follow one on the cheek in part."""

NONNEGATIVE_FAPS: Final = (21, 22)
"""FAPs that are never negative here: a cheek pushes the lid up, but does not pull it down."""

CHIN_BACK: Final = 0.45
LIP_BACK: Final = 0.25
"""How far an opening jaw takes chin and lower lip back for each mm the chin drops: its path leans back by some 25
degrees, the lip's by less. Thrust (14) and push (16) are what goes beyond."""

CARRIER_SHARE: Final = 0.5
"""A FAP is carried by the markers that have more than this share of the greatest weight in it."""
AXES: Final = "xyz"

MarkerWeights = dict[int, float]


def measured_fap_values(moved: Float32Array, neutral: Float32Array, fapu: Fapu) -> Float32Array:
    """Return the FAPs that markers determine, `(T, 66)` in FAP units, the others 0.

    A FAP is the weighted displacement of its markers along its axis, in its unit, clipped to the standard's range.

    Parameters
    ----------
    moved
        `(T, 46, 3)` mm from the neutral face.
    neutral
        `(46, 3)` mm; says which marker plays which role.
    fapu
        The speaker's units, mm.
    """
    values = np.einsum("fmc,tmc->tf", fap_weights(neutral), moved, optimize=True)
    values[:, fap_index(18)] += _chin_rise(moved, neutral)
    values /= fapu.mm_per_unit()
    low = [fap.low if fap.bidirectional and fap.number not in NONNEGATIVE_FAPS else 0 for fap in FAPS]
    high = [fap.high for fap in FAPS]
    return np.asarray(np.clip(values, np.array(low, np.float32), np.array(high, np.float32)))


def fap_weights(neutral: Float32Array) -> Float32Array:
    """Return what a mm of each marker along each axis adds to each FAP, `(66, 46, 3)` mm; 0 for FAPs not measured.

    The backward path of an opening jaw is taken from the depths of chin and lower lip.

    Parameters
    ----------
    neutral
        `(46, 3)` mm.
    """
    roles = marker_roles(neutral)
    result = np.zeros((len(FAPS), len(neutral), 3), np.float32)
    for number, weights in _weights_by_fap(roles).items():
        for marker, weight in weights.items():
            result[fap_index(number), marker] = weight * np.array(FAPS[fap_index(number)].axis)
    for number, back in ((14, CHIN_BACK), (16, LIP_BACK)):
        result[fap_index(number), roles.chin, 1] -= back
    return result


@dataclass(frozen=True)
class Direction:
    """One marker along one axis.

    Attributes
    ----------
    marker, axis
        The marker's index on the marker axis, and 0 (x, left), 1 (y, up) or 2 (z, forward).
    faps
        The FAPs that express how far it goes.
    hints
        The FAPs of a neighbour that follows it in part only, such as the nose's wing.
    """

    marker: int
    axis: int
    faps: tuple[int, ...]
    hints: tuple[int, ...]

    def __str__(self) -> str:
        return f"{MARKERS[self.marker]}.{AXES[self.axis]}"


def directions(neutral: Float32Array) -> tuple[Direction, ...]:
    """Return all 138 directions (46 markers, 3 axes) of a neutral face `(46, 3)` mm."""
    weights = np.abs(fap_weights(neutral))
    carries = weights > CARRIER_SHARE * weights.max(axis=(1, 2), keepdims=True)
    return tuple(
        Direction(marker, axis, *_direct_and_indirect(np.flatnonzero(carries[:, marker, axis])))
        for marker in range(len(MARKERS))
        for axis in range(len(AXES))
    )


def _direct_and_indirect(columns: IntArray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    numbers = [FAPS[index].number for index in columns]
    return tuple(n for n in numbers if n not in INDIRECT_FAPS), tuple(n for n in numbers if n in INDIRECT_FAPS)


def _chin_rise(moved: Float32Array, neutral: Float32Array) -> Float32Array:
    """Return how far the skin beside the chin rose, `(T,)` mm: no jaw can do that, so it is the chin's boss."""
    return np.asarray(np.maximum(moved[:, list(marker_roles(neutral).chin_beside), 1].mean(axis=1), 0))


def _weights_by_fap(roles: MarkerRoles) -> dict[int, MarkerWeights]:
    chin = (roles.chin, *roles.chin_beside)
    middle: dict[int, MarkerWeights] = {
        3: {roles.chin: 1.0},
        14: _equal_weights(chin),
        15: _equal_weights(chin),
        16: {roles.lower_lip: 1.0},
        17: {roles.upper_lip: 1.0},
        18: {roles.chin: 1.0} | dict.fromkeys(roles.chin_beside, -0.5),
        51: {roles.upper_lip: 1.0},
        52: {roles.lower_lip: 1.0},
        63: {roles.left.nostril: NOSE / 2, roles.right.nostril: NOSE / 2},
    }
    return middle | _side_weights(roles.left, 0) | _side_weights(roles.right, 1)


def _side_weights(side: SideMarkers, offset: int) -> dict[int, MarkerWeights]:
    """Return the rows of the left side (offset 0) or the right one, whose FAPs have the next numbers (offset 1)."""
    rows: dict[int, MarkerWeights] = {
        21: {side.cheek_bone: SQUINT},
        31: {side.brow_inner: 1.0},
        33: _equal_weights(side.brow_middle),
        35: {side.brow_outer: 1.0},
        37: {side.brow_inner: 1.0},
        39: {side.cheek_centre: 1.0},
        41: {side.cheek_bone: 1.0},
        53: {side.corner: 1.0},
        55: {side.upper_lip: 1.0},
        57: {side.lower_lip: 1.0},
        59: {side.corner: 1.0},
        61: {side.nostril: NOSTRIL},
    }
    return {number + offset: weights for number, weights in rows.items()}


def _equal_weights(markers: tuple[int, ...]) -> MarkerWeights:
    return dict.fromkeys(markers, 1 / len(markers))
