"""The speaker's FAP units, from the 46 markers of the neutral face."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.faps import Fapu
from face.markers.roles import marker_roles

# No marker lies on eyes or nose base. These are proportions of an adult face: iris to eye separation
# (11.7 mm to 62 mm), and how brow to upper lip divides at the lid line and the nose base.
IRIS_SHARE: Final = 0.19
EYE_TO_NOSE_SHARE: Final = 0.50
NOSE_TO_MOUTH_SHARE: Final = 0.30

MOUTH_TO_EYES: Final = (0.5, 1.4)
MOUTH_TO_HEIGHT: Final = (0.35, 1.4)


def fapu_from_markers(neutral: NDArray[np.float32]) -> Fapu:
    """Return the FAP units of a neutral face `(46, 3)`, in its own unit (mm).

    Mouth width is the distance of the mouth corners; eye separation, the distance of the middles of the brows above
    the eyes; the heights are fixed shares of brow to upper lip.

    Raises
    ------
    InputError
        If the markers do not lie as on a face.
    """
    roles = marker_roles(neutral)
    brows = [neutral[list(side.brow_middle)].mean(axis=0) for side in (roles.left, roles.right)]
    width = float(neutral[roles.left.corner, 0] - neutral[roles.right.corner, 0])
    eyes = float(brows[0][0] - brows[1][0])
    height = float((brows[0][1] + brows[1][1]) / 2 - neutral[roles.upper_lip, 1])
    _within(width / eyes, MOUTH_TO_EYES, "mouth width to eye separation")
    _within(width / height, MOUTH_TO_HEIGHT, "mouth width to the height from brows to lip")
    return Fapu(IRIS_SHARE * eyes, eyes, EYE_TO_NOSE_SHARE * height, NOSE_TO_MOUTH_SHARE * height, width)


def _within(ratio: float, bounds: tuple[float, float], what: str) -> None:
    if not bounds[0] <= ratio <= bounds[1]:
        raise InputError(
            f"the neutral face has a ratio of {what} of {ratio:.2f}, which no face has; "
            "check the markers' names and axes (x left, y up, z forward)"
        )
