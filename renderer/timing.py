"""FAPs at the times of a video's frames, however the motion was sampled."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from face.motion import FapMotion

Floats = NDArray[np.float32]

BLOCK = 32
"""Frames that are worked on together; so a motion of any length needs little memory."""


def seconds(motion: FapMotion) -> float:
    """Return how long a motion lasts: to the end of its last frame, s."""
    return float(motion.times[-1]) + 1 / motion.rate


def frame_count(length: float, fps: int) -> int:
    """Return the frames that cover `length` s; a rounding error does not add one.

    Examples
    --------
    >>> frame_count(3.0, 25), frame_count(3.01, 25)
    (75, 76)
    """
    return max(1, math.ceil(length * fps - 1e-6))


def blocks(motion: FapMotion, *, fps: int, count: int, start: int = 0) -> Iterator[Floats]:
    """Give FAP values `(≤ 32, 66)` for the video's frames from `start` up to `count`, frame i at i/fps s.

    Between its frames a motion is linear; after the last it holds still. A motion that is faster than the video is
    averaged with triangular weights over one video frame to each side, so that no movement turns up as another.
    """
    offsets, weights = _triangle(motion.rate, fps)
    for first in range(start, count, BLOCK):
        times = np.arange(first, min(first + BLOCK, count)) / fps
        around = _at(motion, (times[:, None] + offsets).ravel())
        yield np.einsum("tkf,k->tf", around.reshape(len(times), len(offsets), -1), weights).astype(np.float32)


def _triangle(rate: float, fps: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the times around a video frame at which a motion is looked at, s, and their weights, sum 1."""
    half = math.ceil(rate / fps - 1e-6)
    steps = np.arange(1 - half, half)
    weights = half - np.abs(steps)
    return steps / (half * fps), weights / weights.sum()


def _at(motion: FapMotion, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values at `times`, linear between frames and still outside them."""
    last = len(motion) - 1
    after = np.clip(np.searchsorted(motion.times, times + 1e-9), 1, max(last, 1))
    before = after - 1
    after = np.minimum(after, last)
    span = np.maximum(motion.times[after] - motion.times[before], 1e-9)
    share = np.clip((times - motion.times[before]) / span, 0, 1)[:, None]
    return np.asarray(motion.values[before] * (1 - share) + motion.values[after] * share)
