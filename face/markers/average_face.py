"""A plain face of human size with its 46 markers: round, mirror-symmetric, our own design.

In mm, x to the subject's left, y up, z forward, the tip of the nose at the origin.
"""

from typing import Final

import numpy as np

from face.arrays import Float64Array
from face.regions import MARKERS

MarkerTable = dict[str, tuple[float, float, float]]
"""Positions or displacements of the midline and the left half; the right half is their mirror image."""

AVERAGE_FACE: Final[MarkerTable] = {
    "FH2": (0, 82, -7),
    "FH3": (30, 80, -12),
    "LBM0": (7, 58, -4),
    "LBM1": (20, 62, -6),
    "LBM2": (34, 62, -12),
    "LBM3": (47, 57, -22),
    "LBRO1": (11, 42, -6),
    "LBRO2": (23, 47, -8),
    "LBRO3": (36, 47, -14),
    "LBRO4": (47, 41, -24),
    "LC1": (48, -37, -26),
    "LC2": (57, -12, -34),
    "LC3": (60, 20, -36),
    "LC4": (38, -11, -16),
    "LC5": (46, 4, -20),
    "LC6": (30, 6, -17),
    "LC7": (44, 16, -22),
    "LC8": (28, 19, -19),
    "CH2": (0, -65, -9),
    "CH3": (17, -62, -13),
    "Mou3": (0, -26, -2),
    "Mou4": (15, -28, -5),
    "Mou5": (29.5, -34, -13),
    "Mou6": (15, -42, -6.5),
    "Mou7": (0, -45, -5),
}

_MIRRORED_NAMES: Final = {"FH3": "FH1", "CH3": "CH1", "Mou4": "Mou2", "Mou5": "Mou1", "Mou6": "Mou8"}


def both_sides(table: MarkerTable) -> Float64Array:
    """Return a table for all markers, `(46, 3)`; markers that it does not name are at 0."""
    both = table | {_mirror(name): (-x, y, z) for name, (x, y, z) in table.items() if x or _mirror(name) != name}
    return np.array([both.get(name, (0, 0, 0)) for name in MARKERS], dtype=np.float64)


def _mirror(name: str) -> str:
    return "R" + name[1:] if name.startswith("L") else _MIRRORED_NAMES.get(name, name)
