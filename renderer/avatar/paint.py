"""Brushes for vertex colours."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def blend(colour: Floats, towards: ArrayLike, amount: Floats) -> None:
    """Mix `towards` (one sRGB colour, or one for each vertex) into `colour` `(v, 3)` in place by `amount` `(v,)`."""
    share = np.clip(amount, 0, 1)[:, None]
    colour += share * (np.asarray(towards) - colour)


def ramp(value: Floats, start: float, end: float) -> Floats:
    """Return 0 below `start`, 1 above `end` and a smooth rise between."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def bell(value: Floats, width: float) -> Floats:
    """Return 1 at 0, falling smoothly to about 0.37 at `width`."""
    return np.exp(-((value / width) ** 2))
