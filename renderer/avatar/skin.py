"""The skin's paint, as functions of where a vertex lies in the neutral head."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.head import Head
from renderer.avatar.pieces import Piece

Floats = NDArray[np.float64]

TONE: Final = (0.84, 0.655, 0.56)


def skin(head: Head) -> Piece:
    """Return the painted skin."""
    colour = np.tile(np.array(TONE), (len(head.vertices), 1))
    return Piece("skin", head.vertices, head.faces, colour, np.full(len(colour), 0.3))
