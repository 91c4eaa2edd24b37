"""What every deformer is."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Deformer(Protocol):
    """Moves one avatar's vertices as FAPs say."""

    def vertices(self, values: Floats) -> Floats:
        """Return the avatar's vertices `(T, V, 3)` mm for FAP values `(T, 66)`."""

    def blocks(self, values: Floats) -> Iterator[Floats]:
        """Give the same in blocks, for motion of any length."""
