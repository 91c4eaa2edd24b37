"""A plain face of human size, and how its 46 markers follow lips, jaw, cheeks and brows.

All numbers are our own design: round, mirror-symmetric, in mm, x to the subject's left, y up, z forward, the tip of
the nose at the origin. Rows are for the midline and the left half; the right half is their mirror image.
"""

from typing import Final

import numpy as np

from face.arrays import Float64Array
from face.markers.average_face import AVERAGE_FACE, MarkerTable, both_sides

CONTROLS: Final[dict[str, MarkerTable]] = {
    "jaw": {
        "CH2": (0, -1, -0.45),
        "CH3": (0, -0.97, -0.43),
        "LC1": (-0.05, -0.45, -0.2),
        "LC2": (0, -0.1, -0.03),
    },
    "opening": {
        "Mou3": (0, 0.25, 0.03),
        "Mou4": (0, 0.2, 0.02),
        "Mou5": (-0.08, -0.25, -0.08),
        "Mou6": (0, -0.62, -0.15),
        "Mou7": (0, -0.75, -0.2),
    },
    "width": {
        "Mou4": (0.5, 0, -0.1),
        "Mou5": (1, 0, -0.35),
        "Mou6": (0.5, 0, -0.1),
        "LC1": (0.3, 0, 0.05),
        "LC2": (0.1, 0.02, 0.05),
        "LC4": (0.25, 0.12, 0.1),
        "LC5": (0.1, 0.08, 0.05),
    },
    "protrusion": {
        "Mou3": (0, 0, 1),
        "Mou4": (0, 0, 0.9),
        "Mou5": (0, 0, 0.6),
        "Mou6": (0, 0, 0.9),
        "Mou7": (0, 0, 1),
        "CH2": (0, 0.1, 0.12),
    },
    "tuck": {
        "Mou3": (0, 0.6, 0.2),
        "Mou4": (0, 0.4, 0.1),
        "Mou6": (0, 0.9, -1.8),
        "Mou7": (0, 1.2, -2.5),
    },
    "smile": {
        "Mou4": (0.35, 0.2, -0.1),
        "Mou5": (0.8, 0.6, -0.3),
        "Mou6": (0.35, 0.15, -0.1),
        "LC1": (0.3, 0.3, 0.15),
        "LC2": (0.1, 0.35, 0.15),
        "CH2": (0, 0.12, 0),
        "CH3": (0.05, 0.12, 0),
    },
    "cheek": {
        "LC3": (0.1, 0.5, 0.2),
        "LC4": (0.2, 0.8, 0.35),
        "LC5": (0.15, 1, 0.4),
        "LC6": (0.1, 0.85, 0.4),
        "LC7": (0, 0.9, 0.35),
        "LC8": (0, 0.65, 0.3),
    },
    "brow": {
        "FH2": (0, 0.3, -0.1),
        "FH3": (0.08, 0.35, -0.12),
        "LBM0": (0.08, 0.7, -0.12),
        "LBM1": (0.1, 0.8, -0.14),
        "LBM2": (0.12, 0.75, -0.16),
        "LBM3": (0.14, 0.5, -0.16),
        "LBRO1": (0.1, 0.85, 0.12),
        "LBRO2": (0.14, 1, 0.14),
        "LBRO3": (0.18, 1, 0.12),
        "LBRO4": (0.2, 0.7, 0.1),
    },
}
"""By control, the displacement of each marker for one unit (mm of the marker that moves most; `tuck` from 0 to 1)."""


def neutral_face(scale: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Float64Array:
    """Return the face at rest, `(46, 3)` mm; `scale` makes it wider, longer and deeper."""
    return both_sides(AVERAGE_FACE) * scale


def marker_positions(controls: dict[str, Float64Array], neutral: Float64Array) -> Float64Array:
    """Return marker positions `(T, 46, 3)` mm for control curves `(T,)` on a neutral face `(46, 3)` mm."""
    displacement = sum(np.multiply.outer(curve, both_sides(CONTROLS[name])) for name, curve in controls.items())
    return np.asarray(neutral + displacement)
