"""A piece of the head while it is built (shape, vertex colours, what moves it), and functions that colour it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from face.arrays import Float64Array

JAW_UNITS: Final = ("jawForward", "jawLeft", "jawRight")
"""Units that shift the jaw and everything in it."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of `v` vertices.

    Attributes
    ----------
    vertices, faces, colour, gloss, two_sided
        As in `Part`.
    skin_weights
        `(v, skin)`: each vertex moves like this weighted mean of the skin's vertices; None for a piece that is not
        attached to the skin.
    jaw_weight
        0 to 1, how far a piece that is not attached to the skin turns with the jaw, for all or each of its vertices.
    units
        How far face units move such a piece, `(v, 3)` mm each.
    fields
        How far the vertices follow handles (point, axis) of the piece's own, `(v,)` each.
    eyeball_side
        0 or 1 for the left or right eyeball, else None.
    pupil_growth
        `(v, 3)` mm for each mm that the pupil's diameter grows.
    """

    name: str
    vertices: Float64Array
    faces: NDArray[np.int32]
    colour: Float64Array
    gloss: Float64Array
    two_sided: bool = False
    skin_weights: sparse.csr_array | None = None
    jaw_weight: Float64Array | float = 0.0
    units: Mapping[str, Float64Array] = field(default_factory=dict)
    fields: Mapping[tuple[str, int], Float64Array] = field(default_factory=dict)
    eyeball_side: int | None = None
    pupil_growth: Float64Array | None = None


def blend(colour: Float64Array, towards: ArrayLike, amount: Float64Array) -> None:
    """Mix `towards` (one sRGB colour, or one for each vertex) into `colour` `(v, 3)` in place by `amount` `(v,)`."""
    share = np.clip(amount, 0, 1)[:, None]
    colour += share * (np.asarray(towards) - colour)


def smoothstep(value: Float64Array, start: float, end: float) -> Float64Array:
    """Return 0 below `start`, 1 above `end` and a smooth rise between."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def bell(value: Float64Array, width: float) -> Float64Array:
    """Return 1 at 0, falling smoothly to about 0.37 at `width`."""
    return np.exp(-((value / width) ** 2))
