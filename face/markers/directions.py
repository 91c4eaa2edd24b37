"""Which ways of a marker FAPs can say, and which they can't."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS
from face.markers.channels import INDIRECT_FAPS, fap_weights
from face.regions import MARKERS

SHARE: Final = 0.5
"""A FAP is carried by the markers that have more than this share of the greatest weight in it."""
AXES: Final = "xyz"


@dataclass(frozen=True)
class Direction:
    """One marker along one axis.

    Attributes
    ----------
    marker, axis
        The marker's place on the marker axis, and 0 (x, left), 1 (y, up) or 2 (z, forward).
    faps
        The FAPs that say how far it goes.
    hints
        The FAPs of a neighbour that follows it in part only, such as the nose's wing.
    """

    marker: int
    axis: int
    faps: tuple[int, ...]
    hints: tuple[int, ...]

    def __str__(self) -> str:
        return f"{MARKERS[self.marker]}.{AXES[self.axis]}"


def directions(neutral: NDArray[np.float32]) -> tuple[Direction, ...]:
    """Return all 138 directions for a neutral face `(46, 3)` mm."""
    table = np.abs(fap_weights(neutral))
    carries = table > SHARE * table.max(axis=(1, 2), keepdims=True)
    return tuple(
        Direction(marker, axis, *_split(np.flatnonzero(carries[:, marker, axis])))
        for marker in range(len(MARKERS))
        for axis in range(len(AXES))
    )


def _split(columns: NDArray[np.int64]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    numbers = [FAPS[fap].number for fap in columns]
    return tuple(n for n in numbers if n not in INDIRECT_FAPS), tuple(n for n in numbers if n in INDIRECT_FAPS)
