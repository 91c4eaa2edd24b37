"""FAPs at the times of a video's frames, however the motion was sampled."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.motion import FapMotion

Floats = NDArray[np.float32]
Times = NDArray[np.float64]

BLOCK = 32
"""Frames that are worked on together; so a motion of any length needs little memory."""


@dataclass(frozen=True, eq=False)
class Poses:
    """Some frames: FAP `values` `(n, 66)`, and how far markers `moved` `(n, 46, 3)` mm where the motion has any."""

    values: Floats
    moved: Floats | None = None


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


def blocks(motion: FapMotion, *, fps: int, count: int, start: int = 0) -> Iterator[Poses]:
    """Give the video's frames from `start` up to `count` in blocks of at most 32, frame i at i/fps s.

    Between its frames a motion is linear; after the last it holds still. A motion that is faster than the video is
    averaged with triangular weights over one video frame to each side, so that no movement turns up as another.
    """
    offsets, weights = _triangle(motion.rate, fps)
    for first in range(start, count, BLOCK):
        times = (np.arange(first, min(first + BLOCK, count)) / fps)[:, None] + offsets
        moved = None if motion.moved is None else _averaged(motion.times, motion.moved, times, weights)
        yield Poses(_averaged(motion.times, motion.values, times, weights), moved)


def _averaged(when: Times, table: Floats, times: Times, weights: Times) -> Floats:
    """Return the rows of `table` `(T, …)` around each frame's `times` `(n, k)`, averaged: `(n, …)`."""
    around = _at(when, table, times.ravel()).reshape(*times.shape, *table.shape[1:])
    return np.asarray(np.einsum("tk...,k->t...", around, weights), np.float32)


def _triangle(rate: float, fps: int) -> tuple[Times, Times]:
    """Return the times around a video frame at which a motion is looked at, s, and their weights, sum 1."""
    half = math.ceil(rate / fps - 1e-6)
    steps = np.arange(1 - half, half)
    weights = half - np.abs(steps)
    return steps / (half * fps), weights / weights.sum()


def _at(when: Times, table: Floats, times: Times) -> Times:
    """Return the table's rows at `times`, linear between frames and still outside them."""
    last = len(when) - 1
    after = np.clip(np.searchsorted(when, times + 1e-9), 1, max(last, 1))
    before = after - 1
    after = np.minimum(after, last)
    span = np.maximum(when[after] - when[before], 1e-9)
    share = np.clip((times - when[before]) / span, 0, 1).reshape(-1, *[1] * (table.ndim - 1))
    return np.asarray(table[before] * (1 - share) + table[after] * share)
