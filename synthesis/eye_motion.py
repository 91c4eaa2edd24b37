"""Blinks and gaze of a talking face, from the seed of the clip.

Rates and times of blinks: 15-20 a minute, closing in 80-100 ms, opening in 150-200 ms.
"""

from typing import Final

import numpy as np
from numpy.random import Generator, default_rng

from face.arrays import Float32Array
from face.faps import ANGLE_UNIT, fap_index

EYE_FAPS: Final = tuple(range(19, 27))
"""The FAPs set here: lids 19-22, eyeballs 23-26."""

CLOSED: Final = 1024
"""Upper and lower lid together (FAP units) when an eye is closed."""

BLINK_INTERVAL: Final = 3.4
"""Mean time from blink to blink, s."""
BLINK_INTERVAL_LOG_SD: Final = 0.5
"""Standard deviation of its logarithm."""
MIN_BLINK_INTERVAL: Final = 0.6
CLOSING: Final = (0.08, 0.10)
OPENING: Final = (0.15, 0.20)
"""How long lids take to close and to open, s."""

FIXATION: Final = (0.4, 1.6)
"""How long gaze rests before it shifts a little, s."""
GAZE_SHIFT_SD: Final = np.deg2rad(0.3) / ANGLE_UNIT
"""Standard deviation of those shifts around the camera, in angle units."""


def add_blinks_and_gaze(values: Float32Array, rate: float, seed: int) -> Float32Array:
    """Return FAP values `(T, 66)` with blinks and gaze; lower lids stay where the cheeks put them.

    Parameters
    ----------
    values
        `(T, 66)` in FAP units.
    rate
        Frames per second, Hz.
    seed
        The same seed gives the same blinks and gaze, whatever the length and the motion.
    """
    result = values.copy()
    closure = blinks(len(values), rate, default_rng([seed, 0]))
    for upper, lower in ((19, 21), (20, 22)):
        result[:, fap_index(upper)] = closure * (CLOSED - values[:, fap_index(lower)])
    yaw, pitch = gaze(len(values), rate, default_rng([seed, 1]))
    result[:, [fap_index(23), fap_index(24)]] = yaw[:, None]
    result[:, [fap_index(25), fap_index(26)]] = pitch[:, None]
    return result


def blinks(frames: int, rate: float, generator: Generator) -> Float32Array:
    """Return the eye closure of each frame, `(T,)` from 0 to 1; each blink is fully closed in one frame."""
    closure = np.zeros(frames, np.float32)
    times = np.arange(frames) / rate
    peak = 0.0
    while (peak := peak + _blink_interval(generator)) * rate < frames:
        closing, opening = generator.uniform(*CLOSING), generator.uniform(*OPENING)
        offset = times - np.floor(peak * rate) / rate
        phase = np.clip(np.where(offset < 0, -offset / closing, offset / opening), 0, 1)
        closure = np.maximum(closure, (1 + np.cos(np.pi * phase)) / 2).astype(np.float32)
    return closure


def gaze(frames: int, rate: float, generator: Generator) -> tuple[Float32Array, Float32Array]:
    """Return yaw and pitch of both eyes, each `(T,)` in angle units: fixations on the camera, small shifts between."""
    yaw, pitch = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
    start = 0.0
    while start * rate < frames:
        rest = slice(int(start * rate), None)
        yaw[rest], pitch[rest] = generator.normal(0, GAZE_SHIFT_SD, 2)
        start += generator.uniform(*FIXATION)
    return yaw, pitch


def _blink_interval(generator: Generator) -> float:
    mean = np.log(BLINK_INTERVAL) - BLINK_INTERVAL_LOG_SD**2 / 2
    return max(float(generator.lognormal(mean, BLINK_INTERVAL_LOG_SD)), MIN_BLINK_INTERVAL)
