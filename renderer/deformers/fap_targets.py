"""What FAPs demand: how far each feature point is to move along its axis, in mm, and the angles of what rotates."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.faps import FAPS, Fap, Fapu, fap_index

JAW: Final = (3, 14, 15)
LIDS: Final = ((19, 21), (20, 22))
YAW: Final = (23, 24)
PITCH: Final = (25, 26)
THRUST: Final = (27, 28)
PUPILS: Final = (29, 30)
TONGUE_ROLL: Final = 47
HEAD: Final = (48, 49, 50)
NO_HANDLE: Final = frozenset({*JAW, *range(19, 31), TONGUE_ROLL, *HEAD})
"""FAPs with rules of their own; all others move a handle: a feature point along an axis."""
MAX_OVERSHOOT: Final = 0.2
"""How far a motion can go beyond the working range, as a share of it."""


@dataclass(frozen=True)
class HandleMotion:
    """FAP number `fap` moves feature point `point` along `axis` (0 x, 1 y, 2 z), towards plus or minus (`sign`)."""

    fap: int
    point: str
    axis: int
    sign: int


def handle_motions() -> tuple[HandleMotion, ...]:
    """Return what each FAP that moves a handle does."""
    return tuple(_handle_motion(fap) for fap in FAPS if fap.number not in NO_HANDLE)


def _handle_motion(fap: Fap) -> HandleMotion:
    direction = np.array(fap.axis)
    axis = int(np.argmax(np.abs(direction)))
    return HandleMotion(fap.number, fap.feature_point, axis, int(direction[axis]))


def fap_targets(values: Float32Array, fapu: Fapu) -> Float32Array:
    """Return what FAP values `(T, 66)` demand, in mm, or rad where the FAP is an angle.

    Within the working range that is the standard's demand; beyond it the demand saturates, at most `MAX_OVERSHOOT` of
    the range further. One-sided FAPs never demand less than 0. The tongue's roll is the slope of its edges.
    """
    targets = (_saturated(values) * fapu.mm_per_unit()).astype(np.float32)
    targets[:, fap_index(TONGUE_ROLL)] = np.tan(targets[:, fap_index(TONGUE_ROLL)])
    return targets


def _saturated(values: Float32Array) -> Float32Array:
    low, high = (np.array(ends, np.float32) for ends in zip(*(fap.working_range for fap in FAPS), strict=True))
    within = np.clip(values, low, high)
    margin = MAX_OVERSHOOT * np.where(values > high, high, -low)
    excess = np.abs(values - within) / np.maximum(margin, 1)
    return np.asarray(within + np.sign(values - within) * margin * -np.expm1(-excess))


def fap_target(targets: Float32Array, number: int) -> Float32Array:
    """Return what FAP `number` demands, `(T,)`, out of what `fap_targets` returned."""
    return np.asarray(targets[:, fap_index(number)])
