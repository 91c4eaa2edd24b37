"""What FAPs ask for: how far each feature point is to move along its axis, in mm, and the angles of what turns."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, Fap, Fapu, fap_index

Floats = NDArray[np.float32]

JAW: Final = (3, 14, 15)
LIDS: Final = ((19, 21), (20, 22))
YAW: Final = (23, 24)
PITCH: Final = (25, 26)
THRUST: Final = (27, 28)
PUPILS: Final = (29, 30)
ROLL: Final = 47
HEAD: Final = (48, 49, 50)
APART: Final = frozenset({*JAW, *range(19, 31), ROLL, *HEAD})
"""FAPs that move things by rules of their own; all others move a handle: a feature point along an axis."""
BEYOND: Final = 0.2
"""How far a motion can go beyond the working range, as a share of it."""


@dataclass(frozen=True)
class Pull:
    """FAP number `fap` moves feature point `point` along `axis` (0 x, 1 y, 2 z), towards plus or minus (`sign`)."""

    fap: int
    point: str
    axis: int
    sign: int


def pulls() -> tuple[Pull, ...]:
    """Return what each FAP that moves a handle does."""
    return tuple(_pull(fap) for fap in FAPS if fap.number not in APART)


def _pull(fap: Fap) -> Pull:
    direction = np.array(fap.axis)
    axis = int(np.argmax(np.abs(direction)))
    return Pull(fap.number, fap.feature_point, axis, int(direction[axis]))


def amounts(values: Floats, fapu: Fapu) -> Floats:
    """Return what FAP values `(T, 66)` ask for, in mm, or rad where the FAP is an angle.

    Within the working range that is the standard's demand; beyond it the demand grows less and less, by no more than
    `BEYOND` of the range. One-sided FAPs never ask for less than 0. The tongue's roll is the slope of its edges.
    """
    asked = (_saturated(values) * fapu.mm_per_unit()).astype(np.float32)
    asked[:, fap_index(ROLL)] = np.tan(asked[:, fap_index(ROLL)])
    return asked


def _saturated(values: Floats) -> Floats:
    least, most = (np.array(ends, np.float32) for ends in zip(*(fap.working_range for fap in FAPS), strict=True))
    within = np.clip(values, least, most)
    room = BEYOND * np.where(values > most, most, -least)
    over = np.abs(values - within) / np.maximum(room, 1)
    return np.asarray(within + np.sign(values - within) * room * -np.expm1(-over))


def amount(measured: Floats, number: int) -> Floats:
    """Return what FAP `number` asks for, `(T,)`, out of what `amounts` returned."""
    return np.asarray(measured[:, fap_index(number)])
