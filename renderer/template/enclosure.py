"""How enclosed each vertex of a mesh is: what lies in a closed mouth, in nostrils or eye sockets is hardly seen."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float32Array, Float64Array, Int32Array

DIRECTIONS: Final = 24
CELLS: Final = 140
"""How many directions the mesh is looked at from, and cells of each view along the mesh's largest extent."""
WIDTH: Final = 4 * CELLS
"""Cells of a view to each side: no point is farther from the mesh's corner than twice its largest extent."""
TOLERANCE: Final = 2.0
"""A vertex no deeper than this below the visible surface is seen, in cells."""
FACING: Final = 0.1
"""A vertex shows its outside to a direction if the cosine to its normal is at least this."""
MAX_STEPS: Final = 64
"""A triangle is sampled with at most this many points along its longest edge."""
MAX_SAMPLES: Final = 3_000_000


def visible_share(vertices: Float32Array, faces: Int32Array, normals: Float32Array) -> Float64Array:
    """Return the share of all directions from which each vertex is seen, `(V,)`: about a half on a smooth surface.

    For each direction the depth of the foremost surface is kept in the cells of a grid, as a graphics card would.

    Parameters
    ----------
    vertices, normals
        `(V, 3)` mm and unit vectors that point outwards.
    faces
        `(F, 3)`.
    """
    points = vertices.astype(np.float64) - vertices.min(axis=0)
    points /= max(float(points.max()) / CELLS, 1e-6)
    samples = np.concatenate(list(_surface_samples(points, faces))).T.astype(np.float32)
    corners = points.T.astype(np.float32)
    seen = np.zeros(len(vertices))
    for direction in _directions():
        axes = _view_axes(direction)
        foremost = np.full(WIDTH * WIDTH, -np.inf, np.float32)
        cell, depth = _project(samples, axes)
        np.maximum.at(foremost, cell, depth)
        cell, depth = _project(corners, axes)
        seen += (normals @ direction > FACING) & (depth > foremost[cell] - TOLERANCE)
    return seen / DIRECTIONS


def _directions() -> Float64Array:
    """Return unit vectors spread evenly over the sphere (Fibonacci's spiral), `(DIRECTIONS, 3)`."""
    number = np.arange(DIRECTIONS) + 0.5
    height = 1 - 2 * number / DIRECTIONS
    angle = np.pi * (1 + 5**0.5) * number
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.sin(angle), height, radius * np.cos(angle)], axis=1)


def _view_axes(direction: Float64Array) -> Float32Array:
    """Return the axes of a view against a direction as rows: across, upward, and the direction itself."""
    across = np.cross((0.0, 1.0, 0.0), direction)
    across /= np.linalg.norm(across)
    return np.stack([across, np.cross(direction, across), direction]).astype(np.float32)


def _surface_samples(points: Float64Array, faces: Int32Array) -> Iterator[Float64Array]:
    """Yield points on all triangles, no farther apart than a cell where they can be so many; `points` are in cells."""
    corners = points[faces]
    edges = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    steps = np.clip(np.ceil(edges), 1, MAX_STEPS).astype(np.int64)
    if int(((steps + 1) * (steps + 2) // 2).sum()) > MAX_SAMPLES:
        steps[:] = 1
    for count in np.unique(steps).tolist():
        first, second = np.meshgrid(np.arange(count + 1), np.arange(count + 1), indexing="ij")
        inside = first + second <= count
        shares = np.stack([first[inside], second[inside], count - first[inside] - second[inside]], axis=1) / count
        yield np.einsum("sk,fki->fsi", shares, corners[steps == count]).reshape(-1, 3)


def _project(points: Float32Array, axes: Float32Array) -> tuple[NDArray[np.int32], Float32Array]:
    """Return the cell of each of the points `(3, n)` in a view, the mesh's corner in the middle, and its depth."""
    across, upward, depth = axes @ points
    half = np.float32(WIDTH / 2)
    return (upward + half).astype(np.int32) * WIDTH + (across + half).astype(np.int32), depth
