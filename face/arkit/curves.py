"""Units as curves over time, and the same motion as FAPs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.arkit.units import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.arrays import positive_rate, readonly_array, require_finite
from face.faps import FAPS
from face.motion import FapMotion

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class BlendShapeMotion:
    """How strong the units are.

    Attributes
    ----------
    weights
        `(T, 52)`, 0 to 1.
    given
        `(52,)`; False for units that the file has no column for.
    times
        `(T,)` s from the first frame.
    rate
        Frames per second, Hz.
    warnings
        What had to be repaired to read the file.
    """

    weights: Floats
    given: NDArray[np.bool_]
    times: NDArray[np.float64]
    rate: float
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        readonly_array(self.weights, "weights", (None, len(BLEND_SHAPES)))
        require_finite(self.weights, "weights")
        positive_rate(self.rate, "the curves' rate")


def faps_from_blend_shapes(curves: BlendShapeMotion) -> FapMotion:
    """Return the curves as FAPs; driven are those that a unit of the file moves."""
    low, high = np.array([fap.low for fap in FAPS]), np.array([fap.high for fap in FAPS])
    values = np.clip(curves.weights @ BLEND_SHAPE_FAPS, low, high).astype(np.float32)
    driven = np.broadcast_to((BLEND_SHAPE_FAPS[curves.given] != 0).any(axis=0), values.shape)
    return FapMotion(values, driven, curves.rate, curves.times)
