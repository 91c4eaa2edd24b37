"""The inner lips, which no marker shows: they follow the outer ones, and meet when those come close."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import fap_index

Floats = NDArray[np.float32]

SEAL: Final = 24.0
"""Lips less open than this (FAP units, about half a millimetre) are shut: soft lips that nearly meet, seal."""

CORNERS: Final = {6: 53, 7: 54, 12: 59, 13: 60}
PAIRS: Final = {(4, 5): (51, 52), (8, 10): (55, 57), (9, 11): (56, 58)}
"""Inner (upper, lower) lip FAPs that follow outer ones: in the middle, on the left, on the right."""

INNER_LIP_FAPS: Final = tuple(range(4, 14))
"""The FAPs set here."""


def set_inner_lips(values: Floats) -> Floats:
    """Return `(T, 66)` with the inner lips set from the outer ones.

    The line between the lips stays where the outer lips put it. The opening is theirs less the seal, and never
    negative: lips pressed together stay shut.
    """
    result = values.copy()
    for inner, outer in CORNERS.items():
        result[:, fap_index(inner)] = values[:, fap_index(outer)]
    for (upper, lower), (outer_upper, outer_lower) in PAIRS.items():
        down, up = values[:, fap_index(outer_upper)], values[:, fap_index(outer_lower)]
        line, gap = (up - down) / 2, np.maximum(-(up + down) - SEAL, 0)
        result[:, fap_index(upper)] = -line - gap / 2
        result[:, fap_index(lower)] = line - gap / 2
    return result


def lip_opening(values: Floats) -> Floats:
    """Return how far the inner lips are apart in the middle, left and right: `(T, 3)`, in FAP units."""
    return np.stack([-(values[:, fap_index(upper)] + values[:, fap_index(lower)]) for upper, lower in PAIRS], axis=1)
