"""The opening between the lids of an eye, which skin colours and lashes follow."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from face.arrays import BoolArray, Float64Array
from renderer.avatar.head import EYEBALL_RADIUS, Head

CELL_SIZE: Final = 0.2
"""Width of the grid cells in which an eye's opening is measured, mm."""
SAMPLES_PER_EDGE: Final = 14
"""Points along a triangle's edge at which the skin is sampled."""
LID_EDGE_DISTANCE: Final = 0.9
"""Distance of the lids' visible edge from the eyeball's surface, mm."""


@dataclass(frozen=True, eq=False)
class EyeOpening:
    """An eye's opening as seen from the front, in columns `x`, mm from the eyeball's centre towards the temple.

    `upper` and `lower` are the elevations of the lids' edges: their angles above the eye's axis, rad.
    """

    x: Float64Array
    upper: Float64Array
    lower: Float64Array

    def edge_elevations(self, x: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Return the elevation of the upper and the lower lid's edge at `x`; beyond a corner both are the corner's."""
        return np.interp(x, self.x, self.upper), np.interp(x, self.x, self.lower)


def eye_coordinates(head: Head, side: int) -> Float64Array:
    """Return the skin's vertices relative to an eyeball's centre, x towards the temple, mm; `side` 0 is the left."""
    return np.asarray((head.vertices - head.eye_centres[side]) * (1 - 2 * side, 1, 1))


def find_eye_opening(head: Head, side: int) -> EyeOpening:
    """Find where an eyeball is visible between the lids to a camera in front."""
    visible, column_x, row_y = _visible_cells(eye_coordinates(head, side), head.faces)
    columns = np.flatnonzero(visible.any(axis=1))
    top = np.array([row_y[visible[column]].max() for column in columns])
    bottom = np.array([row_y[visible[column]].min() for column in columns])
    x = column_x[columns]
    radius = np.sqrt((EYEBALL_RADIUS + LID_EDGE_DISTANCE) ** 2 - x**2)
    upper, lower = np.arcsin(top / radius), np.arcsin(bottom / radius)
    corners = [(upper[end] + lower[end]) / 2 for end in (0, -1)]
    return EyeOpening(
        x=np.concatenate([[x[0] - CELL_SIZE], x, [x[-1] + CELL_SIZE]]),
        upper=np.concatenate([corners[:1], upper, corners[1:]]),
        lower=np.concatenate([corners[:1], lower, corners[1:]]),
    )


def _visible_cells(offsets: Float64Array, faces: NDArray[np.int32]) -> tuple[BoolArray, Float64Array, Float64Array]:
    """Return where the eyeball is visible in a grid before it, `(X, Y)`, and the cells' x `(X,)` and y `(Y,)` in mm."""
    is_near = (np.linalg.norm(offsets, axis=1) < 2.2 * EYEBALL_RADIUS) & (offsets[:, 2] > 0)
    corners = offsets[faces[is_near[faces].all(axis=1)]]
    samples = np.einsum("sk,fkc->fsc", _barycentric_samples(), corners).reshape(-1, 3)
    left, low = np.arange(-14, 14, CELL_SIZE), np.arange(-9, 9, CELL_SIZE)
    cells = np.floor((samples[:, :2] - (left[0], low[0])) / CELL_SIZE).astype(int)
    in_grid = ((cells >= 0) & (cells < (len(left), len(low)))).all(axis=1)
    skin_depth = np.full((len(left), len(low)), -np.inf)
    np.maximum.at(skin_depth, tuple(cells[in_grid].T), samples[in_grid, 2])
    x, y = left + CELL_SIZE / 2, low + CELL_SIZE / 2
    eyeball_depth = np.sqrt(np.maximum(EYEBALL_RADIUS**2 - x[:, None] ** 2 - y**2, 0))
    patches, _ = label(skin_depth < eyeball_depth)
    return patches == patches[len(x) // 2, len(y) // 2], x, y


def _barycentric_samples() -> Float64Array:
    """Return barycentric coordinates of points spread over a triangle, `(s, 3)`."""
    steps = np.linspace(0, 1, SAMPLES_PER_EDGE)
    a, b = np.meshgrid(steps, steps)
    inside = a + b <= 1 + 1e-9
    return np.stack([a[inside], b[inside], 1 - a[inside] - b[inside]], axis=1)
