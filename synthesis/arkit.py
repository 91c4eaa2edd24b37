"""FAPs as weights of ARKit's 52 blend shapes, for the many tools that draw those."""

from typing import Final

import numpy as np
from scipy.optimize import lsq_linear, nnls

from face.arkit import BLEND_SHAPE_FAPS, BLEND_SHAPES
from face.arrays import Float32Array, Float64Array
from face.faps import FAPS
from face.motion import FapMotion

RIDGE: Final = 0.05
"""What a blend shape at full weight costs, beside a FAP missed by its whole working range: so that few are used."""
WORKING_RANGES: Final = np.array([max(-fap.working_range[0], fap.working_range[1]) for fap in FAPS])
"""`(66,)`, in FAP units."""


def fit_blend_shapes(motion: FapMotion) -> Float32Array:
    """Return the blend shape weights whose FAPs come closest to the motion's, by the table of `face.arkit`.

    Non-negative least squares, each FAP weighted by its working range; bounded where a weight would exceed 1.
    FAPs that no blend shape moves (pupils, ears, head) are lost.

    Parameters
    ----------
    motion
        FAPs 3 to 68.

    Returns
    -------
    ndarray
        `(T, 52)`, 0 to 1.
    """
    matrix = np.concatenate([(BLEND_SHAPE_FAPS / WORKING_RANGES).T, RIDGE * np.eye(len(BLEND_SHAPES))])
    targets = np.pad(motion.values / WORKING_RANGES, ((0, 0), (0, len(BLEND_SHAPES)))).astype(float)
    return np.array([_solve(matrix, target) for target in targets], np.float32).reshape(-1, len(BLEND_SHAPES))


def _solve(matrix: Float64Array, target: Float64Array) -> Float64Array:
    weights = nnls(matrix, target)[0]
    return weights if weights.max() <= 1 else np.asarray(lsq_linear(matrix, target, (0, 1)).x)
