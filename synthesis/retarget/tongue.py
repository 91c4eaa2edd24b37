"""The tongue, which no marker shows: its tip rises behind teeth that are a little apart, and lies low otherwise."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import fap_index

Floats = NDArray[np.float32]

TIP: Final = 44
OPEN: Final = 110.0
"""The jaw's opening (FAP 3) at which the tip is highest; at twice that and at none it lies at rest."""
HIGHEST: Final = 90.0

TONGUE: Final = (TIP,)
"""The FAPs set here."""


def set_tongue_tip(values: Floats) -> Floats:
    """Return `(T, 66)` with the tongue's tip set from the jaw's opening."""
    result = values.copy()
    apart = np.clip(values[:, fap_index(3)] / OPEN, 0, 2)
    result[:, fap_index(TIP)] = HIGHEST * np.sin(np.pi * apart / 2) ** 2
    return result
