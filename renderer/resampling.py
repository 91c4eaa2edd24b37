"""Resamples motion of any rate to the frames of a video."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from face.morph_motion import MorphMotion
from face.motion import FapMotion
from face.vertex_motion import VertexMotion

BLOCK_FRAMES: Final = 32
"""Frames that are processed together, so that a motion of any length needs little memory."""
BLOCK_VERTICES: Final = 1_000_000
"""Vertices of all frames of a block; large meshes are processed in fewer frames at a time."""


@dataclass(frozen=True, eq=False)
class PoseBlock:
    """Some frames: FAP `values` `(n, 66)`, and markers' displacements `moved` `(n, 46, 3)` mm if there are any."""

    values: Float32Array
    moved: Float32Array | None = None


def motion_duration(motion: FapMotion | VertexMotion | MorphMotion) -> float:
    """Return the duration of a motion to the end of its last frame, s."""
    if not isinstance(motion, FapMotion):
        return len(motion) / motion.rate
    return float(motion.times[-1]) + 1 / motion.rate


def frame_count(seconds: float, fps: int) -> int:
    """Return the number of frames that cover `seconds`; a rounding error does not add one.

    Examples
    --------
    >>> frame_count(3.0, 25), frame_count(3.01, 25)
    (75, 76)
    """
    return max(1, math.ceil(seconds * fps - 1e-6))


def planned_frame_count(seconds: float, planned_seconds: float, fps: int) -> int:
    """Return the number of frames that cover `seconds`, at least `planned_seconds`.

    A single frame beyond the planned length is cut off, so that rounding makes no video longer than the others.

    Examples
    --------
    >>> planned_frame_count(3.0, 3.2, 25), planned_frame_count(3.201, 3.2, 25), planned_frame_count(4.0, 3.2, 25)
    (80, 80, 100)
    """
    count, planned = frame_count(seconds, fps), frame_count(planned_seconds, fps) if planned_seconds else 0
    return planned if planned and count <= planned + 1 else count


def resampled_blocks(motion: FapMotion, *, fps: int, count: int, start: int = 0) -> Iterator[PoseBlock]:
    """Give the video's frames from `start` up to `count` in blocks of at most 32, frame i at i/fps s.

    Motion is linear between its frames and holds still after the last. A motion that is faster than the video is
    averaged with triangular weights over one video frame to each side, so that nothing aliases.
    """
    offsets, weights = _triangular_window(motion.rate, fps)
    for first in range(start, count, BLOCK_FRAMES):
        times = (np.arange(first, min(first + BLOCK_FRAMES, count)) / fps)[:, None] + offsets
        moved = None if motion.moved is None else _weighted_rows(motion.times, motion.moved, times, weights)
        yield PoseBlock(_weighted_rows(motion.times, motion.values, times, weights), moved)


def resampled_vertices(motion: VertexMotion, *, fps: int, count: int, start: int = 0) -> Iterator[Float32Array]:
    """Give the vertices of the video's frames from `start` up to `count` in blocks `(n, V, 3)` mm of at most 32 frames.

    They are interpolated, averaged and held as FAPs are (`resampled_blocks`).
    """
    block = _block_frames(len(motion.template))
    return _resampled_frames(motion.positions, motion.rate, fps=fps, frames=range(start, count, block), end=count)


def resampled_morphs(motion: MorphMotion, *, fps: int, count: int, start: int = 0) -> Iterator[Float32Array]:
    """Give the vertices that morph targets move, in the same way; the weights are resampled."""
    block = _block_frames(len(motion.template))
    weights = _resampled_frames(motion.weights, motion.rate, fps=fps, frames=range(start, count, block), end=count)
    flat_targets = motion.targets.reshape(len(motion.targets), motion.template.size)
    return (motion.template + (table @ flat_targets).reshape(len(table), -1, 3) for table in weights)


def _block_frames(vertices: int) -> int:
    return min(max(BLOCK_VERTICES // max(vertices, 1), 1), BLOCK_FRAMES)


def _resampled_frames(table: Float32Array, rate: float, *, fps: int, frames: range, end: int) -> Iterator[Float32Array]:
    """Give the rows of a table `(T, …)` of this rate at a video's frames, blocks that begin at each of `frames`."""
    offsets, weights = _triangular_window(rate, fps)
    for first in frames:
        times = (np.arange(first, min(first + frames.step, end)) / fps)[:, None] + offsets
        # Rounded so that motion of the video's rate is taken exactly as it is.
        places = np.clip(np.round(times * rate, 6), 0, len(table) - 1)
        yield _weighted_frames(table, places, np.broadcast_to(weights, places.shape))


def _weighted_frames(frames: Float32Array, places: Float64Array, weights: Float64Array) -> Float32Array:
    """Return the weighted means of frames `(T, …)` at fractional frame numbers `places` `(n, k)`: `(n, …)`."""
    from scipy import sparse  # noqa: PLC0415 - the site's pages count frames and need no scipy

    before = places.astype(np.int64)
    after, share = np.minimum(before + 1, len(frames) - 1), places - before
    first, last = int(before.min()), int(after.max())
    rows = np.broadcast_to(np.arange(len(places))[:, None], places.shape)
    matrix = sparse.csr_array(
        (
            np.concatenate([weights * (1 - share), weights * share], axis=None, dtype=np.float32),
            (np.concatenate([rows, rows], axis=None), np.concatenate([before, after], axis=None) - first),
        ),
        shape=(len(places), last + 1 - first),
    )
    used = frames[first : last + 1]
    return np.asarray(matrix @ used.reshape(len(used), -1), np.float32).reshape(len(places), *frames.shape[1:])


def _weighted_rows(
    row_times: Float64Array, table: Float32Array, times: Float64Array, weights: Float64Array
) -> Float32Array:
    """Return the rows of `table` `(T, …)` around each frame's `times` `(n, k)`, averaged: `(n, …)`."""
    rows = _interpolated_rows(row_times, table, times.ravel()).reshape(*times.shape, *table.shape[1:])
    return np.asarray(np.einsum("tk...,k->t...", rows, weights), np.float32)


def _triangular_window(rate: float, fps: int) -> tuple[Float64Array, Float64Array]:
    """Return the times around a video frame at which a motion is sampled, s, and their weights, sum 1."""
    half = math.ceil(rate / fps - 1e-6)
    steps = np.arange(1 - half, half)
    weights = half - np.abs(steps)
    return steps / (half * fps), weights / weights.sum()


def _interpolated_rows(row_times: Float64Array, table: Float32Array, times: Float64Array) -> Float64Array:
    """Return the table's rows at `times`, linear between frames and constant outside them."""
    last = len(row_times) - 1
    after = np.clip(np.searchsorted(row_times, times + 1e-9), 1, max(last, 1))
    before = after - 1
    after = np.minimum(after, last)
    span = np.maximum(row_times[after] - row_times[before], 1e-9)
    share = np.clip((times - row_times[before]) / span, 0, 1).reshape(-1, *[1] * (table.ndim - 1))
    return np.asarray(table[before] * (1 - share) + table[after] * share)
