"""From marker motion to FAPs: displacements from the neutral face, measured FAPs, and the inner lips.

No marker lies on the inner lips: they follow the outer ones, and meet when those come close.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.faps import Fapu, fap_index
from face.markers.fap_weights import measured_fap_values
from face.markers.neutral_face import fapu_from_markers
from face.motion import FapMotion, MarkerMotion, fap_motion

SEAL: Final = 24.0
"""Lips less open than this (FAP units, about half a millimetre) are shut: soft lips that nearly meet, seal."""

INNER_CORNERS: Final = {6: 53, 7: 54, 12: 59, 13: 60}
"""FAPs of the inner lip corners, and the outer ones they follow."""
INNER_PAIRS: Final = {(4, 5): (51, 52), (8, 10): (55, 57), (9, 11): (56, 58)}
"""Inner (upper, lower) lip FAPs that follow outer ones: in the middle, on the left, on the right."""

INNER_LIP_FAPS: Final = tuple(range(4, 14))
"""The FAPs that `set_inner_lips` sets."""


def displacements(motion: MarkerMotion) -> Float32Array:
    """Return the displacement of each marker from its neutral position, `(T, 46, 3)` mm.

    Gaps are bridged by linear interpolation in time; a marker that was never measured stays neutral.
    """
    moved = np.where(motion.valid[:, :, None], motion.positions - motion.neutral, 0).astype(np.float32)
    frames = np.arange(len(motion))
    for marker in np.flatnonzero(~motion.valid.all(axis=0) & motion.valid.any(axis=0)):
        valid = motion.valid[:, marker]
        for axis in range(3):
            moved[:, marker, axis] = np.interp(frames, frames[valid], moved[valid, marker, axis])
    return moved


def faps_from_markers(moved: Float32Array, neutral: Float32Array, rate: float, fapu: Fapu | None = None) -> FapMotion:
    """Return the FAPs that markers show, together with the markers' own displacements.

    Parameters
    ----------
    moved
        `(T, 46, 3)` mm from the neutral face, without gaps.
    neutral
        `(46, 3)` mm.
    rate
        Frames per second, Hz.
    fapu
        The speaker's units, mm; measured on the neutral face if not given.

    Raises
    ------
    InputError
        If the markers of the neutral face do not lie as on a face.
    """
    units = fapu_from_markers(neutral) if fapu is None else fapu
    values = set_inner_lips(measured_fap_values(moved, neutral, units))
    return replace(fap_motion(values, rate), moved=moved, neutral=neutral)


def set_inner_lips(values: Float32Array) -> Float32Array:
    """Return FAP values `(T, 66)` with the inner lips set from the outer ones.

    The line between the lips stays where the outer lips put it. The opening is theirs less the seal, and never
    negative: lips pressed together stay shut.
    """
    result = values.copy()
    for inner, outer in INNER_CORNERS.items():
        result[:, fap_index(inner)] = values[:, fap_index(outer)]
    for (upper, lower), (outer_upper, outer_lower) in INNER_PAIRS.items():
        down, up = values[:, fap_index(outer_upper)], values[:, fap_index(outer_lower)]
        line, gap = (up - down) / 2, np.maximum(-(up + down) - SEAL, 0)
        result[:, fap_index(upper)] = -line - gap / 2
        result[:, fap_index(lower)] = line - gap / 2
    return result


def lip_opening(values: Float32Array) -> Float32Array:
    """Return the distance of the inner lips in the middle, left and right: `(T, 3)`, in FAP units."""
    return np.stack(
        [-(values[:, fap_index(upper)] + values[:, fap_index(lower)]) for upper, lower in INNER_PAIRS], axis=1
    )
