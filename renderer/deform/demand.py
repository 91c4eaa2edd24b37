"""What FAPs ask for: how far each feature point is to move along its axis, in mm, and the angles of what turns."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, Fap, Fapu, column

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
    """Return FAP values `(T, 66)` in mm, or rad where the FAP is an angle; one-sided FAPs never below 0."""
    one_sided = np.array([not fap.bidirectional for fap in FAPS])
    measured = values * fapu.mm_per_unit()
    return np.where(one_sided, np.maximum(measured, 0), measured).astype(np.float32)


def amount(measured: Floats, number: int) -> Floats:
    """Return what FAP `number` asks for, `(T,)`, out of what `amounts` returned."""
    return np.asarray(measured[:, column(number)])
