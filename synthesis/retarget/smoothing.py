"""Markers' displacements, smooth and at the video's rate."""

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Floats = NDArray[np.float32]

CUTOFF: Final = 12.0
"""Hz; speech moves lips and jaw slower than this, and trackers shake faster."""

ORDER: Final = 2


def low_pass(moved: Floats, rate: float) -> Floats:
    """Return `(T, …)` at `rate` Hz without what moves faster than 12 Hz, in phase (Butterworth, both ways)."""
    if rate <= 2 * CUTOFF:
        return moved
    sections = signal.butter(ORDER, CUTOFF, fs=rate, output="sos")
    padding = min(int(rate / CUTOFF) * 3, len(moved) - 1)
    return np.asarray(signal.sosfiltfilt(sections, moved, axis=0, padlen=padding), np.float32)


def resample(moved: Floats, rate: float, wanted: float) -> Floats:
    """Return `(T, …)` at `wanted` Hz instead of `rate`, filtered so that nothing folds back; it lasts as long."""
    ratio = Fraction(wanted / rate).limit_denominator(1000)
    if ratio == 1:
        return moved
    return np.asarray(
        signal.resample_poly(moved, ratio.numerator, ratio.denominator, axis=0, padtype="edge"), np.float32
    )
