"""What eyes do while a face speaks: blinks and a steady gaze, from a seed that belongs to the clip.

Rates and times of blinks: 15-20 a minute, closing in 80-100 ms, opening in 150-200 ms.
"""

from typing import Final

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from face.faps import ANGLE_UNIT, fap_index

Floats = NDArray[np.float32]

SHUT: Final = 1024
"""Upper and lower lid together (FAP units) when an eye is shut."""

INTERVAL: Final = 3.4
"""Mean time from blink to blink, s."""
SPREAD: Final = 0.5
"""Standard deviation of its logarithm."""
SHORTEST: Final = 0.6
CLOSING: Final = (0.08, 0.10)
OPENING: Final = (0.15, 0.20)

FIXATION: Final = (0.4, 1.6)
"""How long gaze rests before it shifts a little, s."""
SHIFT: Final = np.deg2rad(0.3) / ANGLE_UNIT
"""Standard deviation of those shifts around the camera, in angle units."""

LIDS_AND_EYES: Final = tuple(range(19, 27))
"""The FAPs set here: lids 19-22, eyeballs 23-26."""


def add_blinks_and_gaze(values: Floats, rate: float, seed: int) -> Floats:
    """Return `(T, 66)` at `rate` Hz with blinks and gaze from `seed`; lower lids stay where the cheeks put them."""
    result = values.copy()
    shut = blinks(len(values), rate, default_rng([seed, 0]))
    for upper, lower in ((19, 21), (20, 22)):
        result[:, fap_index(upper)] = shut * (SHUT - values[:, fap_index(lower)])
    yaw, pitch = gaze(len(values), rate, default_rng([seed, 1]))
    result[:, [fap_index(23), fap_index(24)]] = yaw[:, None]
    result[:, [fap_index(25), fap_index(26)]] = pitch[:, None]
    return result


def blinks(frames: int, rate: float, generator: Generator) -> Floats:
    """Return how shut the eyes are in each frame, `(T,)` from 0 to 1; each blink is fully shut in one frame."""
    shut = np.zeros(frames, np.float32)
    times = np.arange(frames) / rate
    peak = 0.0
    while (peak := peak + _interval(generator)) * rate < frames:
        closing, opening = generator.uniform(*CLOSING), generator.uniform(*OPENING)
        away = times - np.floor(peak * rate) / rate
        phase = np.clip(np.where(away < 0, -away / closing, away / opening), 0, 1)
        shut = np.maximum(shut, (1 + np.cos(np.pi * phase)) / 2).astype(np.float32)
    return shut


def gaze(frames: int, rate: float, generator: Generator) -> tuple[Floats, Floats]:
    """Return yaw and pitch of both eyes, each `(T,)` in angle units: fixations on the camera, small shifts between."""
    yaw, pitch = np.zeros(frames, np.float32), np.zeros(frames, np.float32)
    start = 0.0
    while start * rate < frames:
        here = slice(int(start * rate), None)
        yaw[here], pitch[here] = generator.normal(0, SHIFT, 2)
        start += generator.uniform(*FIXATION)
    return yaw, pitch


def _interval(generator: Generator) -> float:
    mean = np.log(INTERVAL) - SPREAD**2 / 2
    return max(float(generator.lognormal(mean, SPREAD)), SHORTEST)
