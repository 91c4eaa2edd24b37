"""What a motion holds: its kind, length and rate, and what moves in it."""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array
from face.faps import FAPS
from face.morph_motion import MorphMotion
from face.motion import FapMotion, MarkerMotion
from face.regions import MARKERS
from face.vertex_motion import VertexMotion

Motion = FapMotion | MarkerMotion | VertexMotion | MorphMotion

STILL: Final = 0.1
"""Markers and vertices that stay within so many mm don't move."""
BLOCK_FRAMES: Final = 64


@dataclass(frozen=True)
class MotionSummary:
    """What a motion holds.

    Attributes
    ----------
    kind
        What moves: FAPs, markers, vertices or morph targets.
    frames
        The number of frames.
    rate
        Frames per second, Hz.
    seconds
        The length to the end of the last frame, s.
    moving
        The names of FAPs or markers that change; of vertices and morph targets their number.
    of
        Of how many.
    """

    kind: str
    frames: int
    rate: float
    seconds: float
    moving: tuple[str, ...] | int
    of: int


def summarize_motion(motion: Motion) -> MotionSummary:
    """Return what a motion holds."""
    seconds = motion_seconds(motion)
    match motion:
        case FapMotion():
            fap_names = tuple(
                f"{fap.number} {fap.name}" for fap, moves in zip(FAPS, _varies(motion.values), strict=True) if moves
            )
            high_level = (("1 viseme", motion.viseme), ("2 expression", motion.expression))
            other = tuple(name for name, values in high_level if values is not None and _varies(values).any())
            return MotionSummary("FAPs", len(motion), motion.rate, seconds, other + fap_names, len(FAPS) + 2)
        case MarkerMotion():
            places = np.where(motion.valid[:, :, None], motion.positions, motion.neutral)
            marker_names = tuple(name for name, moves in zip(MARKERS, _moves(places), strict=True) if moves)
            return MotionSummary("markers", len(motion), motion.rate, seconds, marker_names, len(MARKERS))
        case VertexMotion():
            count = int(_moves(motion.positions).sum())
            return MotionSummary("vertices", len(motion), motion.rate, seconds, count, len(motion.template))
        case MorphMotion():
            reach = np.abs(motion.targets).max(axis=(1, 2), initial=0)
            count = int((np.ptp(motion.weights, axis=0) * reach > STILL).sum()) if len(motion) else 0
            return MotionSummary("morph targets", len(motion), motion.rate, seconds, count, len(motion.targets))


def motion_seconds(motion: Motion) -> float:
    """Return the length of a motion to the end of its last frame, s."""
    if isinstance(motion, FapMotion) and len(motion):
        return float(motion.times[-1]) + 1 / motion.rate
    return len(motion) / motion.rate


def fap_digest(motion: FapMotion) -> str:
    """Return the digest of FAPs 3-68 as `(frames, 66)` little-endian int32, 0 where not driven."""
    values = np.where(motion.driven, motion.values, 0)
    return hashlib.sha256(values.round().astype("<i4").tobytes()).hexdigest()


def _varies(values: Float32Array) -> BoolArray:
    """Return which columns of `(T, F)` are ever other than 0 and differ from frame to frame, `(F,)`."""
    if not len(values):
        return np.zeros(values.shape[1], np.bool_)
    return np.asarray(values.max(axis=0) > values.min(axis=0))


def _moves(places: Float32Array) -> BoolArray:
    """Return which points of `(T, V, 3)` mm move, `(V,)`; computed by blocks, since there may be many."""
    if not len(places):
        return np.zeros(places.shape[1], np.bool_)
    low, high = places[0].copy(), places[0].copy()
    for first in range(0, len(places), BLOCK_FRAMES):
        block = places[first : first + BLOCK_FRAMES]
        low, high = np.minimum(low, block.min(axis=0)), np.maximum(high, block.max(axis=0))
    return np.asarray((high - low).max(axis=1) > STILL)
