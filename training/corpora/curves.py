"""Curves over time for the synthetic corpus: smoothing, smooth noise, soft limits and fades."""

from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from face.arrays import Float64Array

FADE_IN, FADE_OUT = 0.4, 0.6
"""How long expression takes to rise at the start of a turn and to fall at its end, s."""

SOFT_LIMIT_CENTRE: Final = 0.5
SOFT_LIMIT_WIDTH: Final = 1.6
SOFT_LIMIT_SIZE: Final = 1.75

LIP_SOFTNESS: Final = 0.7
MAX_LIP_PRESSURE: Final = 1.0
"""How far closed lips are pressed together at most, mm."""


def gaussian_smooth(values: Float64Array, frames: float) -> Float64Array:
    """Return `values` `(T, …)` smoothed in time by a Gaussian window whose standard deviation is `frames`."""
    return np.asarray(gaussian_filter1d(values, frames, axis=0, mode="nearest"))


def smooth_noise(shape: tuple[int, ...], frames: float, random: np.random.Generator) -> Float64Array:
    """Return random curves of unit variance, smooth in time (the first axis) over about `frames` frames."""
    # White noise of unit variance under a Gaussian window keeps 1 / (2 sqrt(pi) frames) of its variance. The margin is
    # cut off: at the edges the window would hold fewer numbers.
    margin = int(4 * frames)
    white = random.standard_normal((shape[0] + 2 * margin, *shape[1:]))
    unit = gaussian_smooth(white, frames) * np.sqrt(2 * np.sqrt(np.pi) * frames)
    return np.asarray(unit[margin : margin + shape[0]])


def limit_expression(factors: Float64Array) -> Float64Array:
    """Return how far expressive factors move a face: nearly unchanged when small, and never beyond -1.2 and 2.3."""
    bent = np.tanh((factors - SOFT_LIMIT_CENTRE) / SOFT_LIMIT_WIDTH) + np.tanh(SOFT_LIMIT_CENTRE / SOFT_LIMIT_WIDTH)
    return np.asarray(SOFT_LIMIT_SIZE * bent)


def limit_lip_pressure(opening: Float64Array) -> Float64Array:
    """Return the distance of the lips, mm: targets below 0 press closed lips together, by at most 1 mm."""
    raised = (opening + MAX_LIP_PRESSURE) / LIP_SOFTNESS
    return np.asarray(np.logaddexp(0, raised) * LIP_SOFTNESS - MAX_LIP_PRESSURE)


def fade_in_and_out(frames: int, rate: float) -> Float64Array:
    """Return `(T,)` from 0 to 1 at `rate` Hz: 0 where the recording begins and ends, 1 in between."""
    times = np.arange(frames) / rate
    edge = np.minimum(times / FADE_IN, (times[-1] - times) / FADE_OUT)
    return np.asarray(np.sin(np.pi / 2 * np.clip(edge, 0, 1)) ** 2)
