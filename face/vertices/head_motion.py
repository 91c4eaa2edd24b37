"""Takes the rigid motion of the head out of vertex motion, as far as the skull shows it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array

LEAST_TURN: Final = np.radians(0.5)
LEAST_SHIFT: Final = 1.0
"""Head motion below both (rad, mm) is left as it is: it can't be told from the face's own motion."""
SKULL_WIDTH: Final = 0.1
"""Vertices that vary by less than this beside the others (mm, standard deviation) count in full as skull."""
ROUNDS: Final = 10
_SAMPLE: Final = 300
_BLOCK: Final = 64


@dataclass(frozen=True, eq=False)
class HeadMotion:
    """Where the head is in each frame: a position of the still head `p` is `p @ rotation + shift` in the frame.

    Attributes
    ----------
    rotation
        `(T, 3, 3)`.
    shift
        `(T, 3)` mm.
    turn
        The largest turn away from the first frame, rad.
    travel
        How far the head's middle goes at most along one axis, mm.
    """

    rotation: Float64Array
    shift: Float64Array
    turn: float
    travel: float

    @property
    def is_noticeable(self) -> bool:
        """Return whether there is head motion at all."""
        return self.turn > LEAST_TURN or self.travel > LEAST_SHIFT


def estimate_head_motion(positions: Float32Array, template: Float64Array) -> HeadMotion:
    """Return the rigid motion that brings the template's skull onto that of each frame.

    The skull is found by iteratively reweighted least squares: align all frames, see how much each vertex still
    varies over time, and align again with weights that fall with the square of it.

    Parameters
    ----------
    positions
        `(T, V, 3)` mm.
    template
        `(V, 3)` mm.
    """
    chosen = np.linspace(0, len(template) - 1, min(_SAMPLE, len(template))).astype(int)
    moving, still = positions[:, chosen].astype(np.float64), template[chosen].astype(np.float64)
    weights = np.ones(len(chosen))
    for _ in range(ROUNDS):
        rotation, shift = _align(still, moving, weights / weights.sum())
        aligned = np.einsum("tvc,tdc->tvd", moving - shift[:, None], rotation)
        weights = 1 / (aligned.std(axis=0).max(axis=1) ** 2 + SKULL_WIDTH**2)
    places = np.average(still, axis=0, weights=weights) @ rotation + shift
    cosine = (np.trace(rotation @ rotation[0].T, axis1=1, axis2=2) - 1) / 2
    turn = float(np.arccos(cosine.clip(-1, 1)).max(initial=0))
    return HeadMotion(rotation, shift, turn, float(np.ptp(places, axis=0).max(initial=0)))


def remove_head_motion(positions: Float32Array, motion: HeadMotion) -> None:
    """Bring each frame of `positions` `(T, V, 3)` mm to where the still head is, in place."""
    for start in range(0, len(positions), _BLOCK):
        block = slice(start, start + _BLOCK)
        moved = positions[block] - motion.shift[block, None].astype(np.float32)
        positions[block] = moved @ motion.rotation[block].transpose(0, 2, 1).astype(np.float32)


def _align(still: Float64Array, moving: Float64Array, weights: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return rotation `(T, 3, 3)` and shift `(T, 3)` with `still @ rotation + shift` nearest to `moving` (Kabsch)."""
    still_middle, moving_middle = weights @ still, np.einsum("v,tvc->tc", weights, moving)
    weighted = weights[:, None] * (still - still_middle)
    covariance = np.einsum("vc,tvd->tcd", weighted, moving - moving_middle[:, None], optimize=True)
    left, _, right = np.linalg.svd(covariance)
    sign = np.linalg.det(left @ right)
    left[:, :, 2] *= sign[:, None]
    rotation = left @ right
    return rotation, moving_middle - still_middle @ rotation
