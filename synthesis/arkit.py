"""FAPs as the strengths of ARKit's 52 units, for the many tools that draw those."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear, nnls

from face.arkit import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.faps import FAPS
from face.motion import FapMotion

Floats = NDArray[np.float32]

RIDGE: Final = 0.05
"""What a unit at full strength costs, beside a FAP missed by its whole working range: what can be done with few units
is done with few."""
WORKING_RANGES: Final = np.array([max(-fap.working[0], fap.working[1]) for fap in FAPS])


def fit_blend_shapes(motion: FapMotion) -> Floats:
    """Return the units' strengths `(T, 52)`, 0 to 1, that come closest to the FAPs by the table of `face.arkit`.

    Non-negative least squares, each FAP weighted by its working range; where a unit would go beyond 1, bounded.
    FAPs that no unit moves (pupils, ears, head) are lost.
    """
    matrix = np.concatenate([(BLEND_SHAPE_FAPS / WORKING_RANGES).T, RIDGE * np.eye(len(BLEND_SHAPES))])
    sides = np.pad(motion.values / WORKING_RANGES, ((0, 0), (0, len(BLEND_SHAPES)))).astype(float)
    return np.array([_solved(matrix, side) for side in sides], np.float32).reshape(-1, len(BLEND_SHAPES))


def _solved(matrix: NDArray[np.float64], side: NDArray[np.float64]) -> NDArray[np.float64]:
    free = nnls(matrix, side)[0]
    return free if free.max() <= 1 else np.asarray(lsq_linear(matrix, side, (0, 1)).x)
