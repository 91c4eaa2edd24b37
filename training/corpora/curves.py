"""Smoothing in time, and smooth random motion."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Floats = NDArray[np.float64]


def gaussian_smooth(values: Floats, frames: float) -> Floats:
    """Return `values` `(T, …)` under a Gaussian window in time; `frames` is its standard deviation."""
    return np.asarray(gaussian_filter1d(values, frames, axis=0, mode="nearest"))


def smooth_noise(shape: tuple[int, ...], frames: float, random: np.random.Generator) -> Floats:
    """Return random motion of unit variance, smooth in time (the first axis) over about `frames` frames."""
    # White noise of unit variance under a Gaussian window keeps 1 / (2 sqrt(pi) frames) of its variance. The margin is
    # cut off: at the edges the window would hold fewer numbers.
    margin = int(4 * frames)
    white = random.standard_normal((shape[0] + 2 * margin, *shape[1:]))
    unit = gaussian_smooth(white, frames) * np.sqrt(2 * np.sqrt(np.pi) * frames)
    return np.asarray(unit[margin : margin + shape[0]])
