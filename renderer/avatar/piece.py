"""A piece of the head as it is made: its shape and paint, and how it hangs on what moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]

JAW_UNITS: Final = ("jawForward", "jawLeft", "jawRight")
"""Units that shift the jaw with all that lies in it."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of `v` vertices.

    Attributes
    ----------
    vertices, faces, colour, gloss, two_sided
        As in `Part`.
    follows
        `(v, skin)`: the vertices move as these weighted means of the skin's; None for what does not hang on the skin.
    jaw
        0 to 1, how far a piece that does not hang on the skin turns with the jaw, for all or each of its vertices.
    units
        How far face units move such a piece, `(v, 3)` mm each.
    fields
        How far its vertices follow handles (point, axis) of their own, `(v,)` each.
    ball
        0 or 1 for the left or right eyeball, else None.
    pupil
        `(v, 3)` mm for each mm that the pupil's diameter grows.
    """

    name: str
    vertices: Floats
    faces: NDArray[np.int32]
    colour: Floats
    gloss: Floats
    two_sided: bool = False
    follows: sparse.csr_array | None = None
    jaw: Floats | float = 0.0
    units: Mapping[str, Floats] = field(default_factory=dict)
    fields: Mapping[tuple[str, int], Floats] = field(default_factory=dict)
    ball: int | None = None
    pupil: Floats | None = None
