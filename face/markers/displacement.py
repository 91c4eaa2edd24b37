"""How far markers moved from the neutral face, and the FAPs that says, frame by frame."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from face.faps import Fapu
from face.markers.channels import measured_fap_values
from face.markers.lips import set_inner_lips
from face.markers.units import fapu_from_markers
from face.motion import FapMotion, MarkerMotion, fap_motion

Floats = NDArray[np.float32]


def displacements(motion: MarkerMotion) -> Floats:
    """Return `(T, 46, 3)` mm from the neutral face; gaps are bridged in time, a marker never seen stays neutral."""
    moved = np.where(motion.valid[:, :, None], motion.positions - motion.neutral, 0).astype(np.float32)
    frames = np.arange(len(motion))
    for marker in np.flatnonzero(~motion.valid.all(axis=0) & motion.valid.any(axis=0)):
        seen = motion.valid[:, marker]
        for axis in range(3):
            moved[:, marker, axis] = np.interp(frames, frames[seen], moved[seen, marker, axis])
    return moved


def faps_from_markers(moved: Floats, neutral: Floats, rate: float, fapu: Fapu | None = None) -> FapMotion:
    """Return the FAPs that markers show, with the markers themselves; the inner lips follow the outer ones.

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
    """
    values = set_inner_lips(measured_fap_values(moved, neutral, fapu_from_markers(neutral) if fapu is None else fapu))
    return replace(fap_motion(values, rate), moved=moved, neutral=neutral)
