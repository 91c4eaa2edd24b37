"""The 52 blend shapes, their weights as motion, and what each is as FAPs.

The table `face/arkit_blend_shapes.csv` is our own reading of what the blend shapes look like (ARKit documents them by
pictures). FAPs of lips are places relative to the head, so that jawOpen brings the lower lip along, and mouthClose
brings it back.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np

from face.arrays import BoolArray, Float32Array, Float64Array, positive_rate, readonly_array, require_finite
from face.faps import FAPS, fap_index
from face.motion import FapMotion


def _read_table() -> list[tuple[str, int, float]]:
    with (files("face") / "arkit_blend_shapes.csv").open(encoding="utf-8") as file:
        return [(row["blend_shape"], int(row["fap"]), float(row["value"])) for row in csv.DictReader(file)]


def _fap_matrix() -> Float32Array:
    matrix = np.zeros((len(BLEND_SHAPES), len(FAPS)), np.float32)
    for blend_shape, fap, value in _read_table():
        matrix[BLEND_SHAPES.index(blend_shape), fap_index(fap)] = value
    return matrix


BLEND_SHAPES: Final = tuple(dict.fromkeys(blend_shape for blend_shape, _, _ in _read_table()))
"""The 52 names, in the order in which Azure Speech and our own files have them."""

BLEND_SHAPE_FAPS: Final = _fap_matrix()
"""`(52, 66)`, the FAP values of each blend shape at weight 1."""


@dataclass(frozen=True, eq=False)
class BlendShapeMotion:
    """Blend shape weights, frame by frame.

    Attributes
    ----------
    weights
        `(T, 52)`, 0 to 1.
    given
        `(52,)`; False for blend shapes that the file has no column for.
    times
        `(T,)` s from the first frame.
    rate
        Frames per second, Hz.
    notes
        What was assumed, repaired or left out to read the file.

    Raises
    ------
    InputError
        If a shape, the rate or a number is wrong.
    """

    weights: Float32Array
    given: BoolArray
    times: Float64Array
    rate: float
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        readonly_array(self.weights, "weights", (None, len(BLEND_SHAPES)))
        require_finite(self.weights, "weights")
        positive_rate(self.rate, "the blend shapes' rate")


def faps_from_blend_shapes(motion: BlendShapeMotion) -> FapMotion:
    """Return the motion as FAPs; driven are those that a blend shape of the file moves."""
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    values = np.clip(motion.weights @ BLEND_SHAPE_FAPS, low, high).astype(np.float32)
    driven = np.broadcast_to((BLEND_SHAPE_FAPS[motion.given] != 0).any(axis=0), values.shape)
    return FapMotion(values, driven, motion.rate, motion.times)
