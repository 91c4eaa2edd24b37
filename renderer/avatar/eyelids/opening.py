"""The opening between the lids of an eye, which skin colours and lashes follow."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

from face.arrays import BoolArray, Float64Array
from renderer.avatar.head import EYEBALL, Head

CELL_SIZE: Final = 0.2
"""Width of the columns in which an eye's opening is measured, mm."""
SAMPLES_PER_SIDE: Final = 14
"""Points along a triangle's side when the skin is sampled."""
EDGE_DISTANCE: Final = 0.9
"""Distance of the rims' visible edge from the eyeball, mm."""


@dataclass(frozen=True, eq=False)
class EyeOpening:
    """An eye's opening as seen from the front, in columns `x`, mm from the eyeball's centre towards the temple.

    `upper` and `lower` are the rims' angles above the eye's axis, rad.
    """

    x: Float64Array
    upper: Float64Array
    lower: Float64Array

    def rims(self, x: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Return the upper and the lower rim's angle at `x`; both are the corner's outside the opening."""
        return np.interp(x, self.x, self.upper), np.interp(x, self.x, self.lower)


def eye_coordinates(head: Head, side: int) -> Float64Array:
    """Return the skin relative to an eyeball's centre, x turned towards the temple, mm; `side` 0 is the left."""
    return np.asarray((head.vertices - head.eyes[side]) * (1 - 2 * side, 1, 1))


def find_eye_opening(head: Head, side: int) -> EyeOpening:
    """Find where an eyeball is visible between the lids to a camera in front."""
    visible, across, up = _visible_cells(eye_coordinates(head, side), head.faces)
    columns = np.flatnonzero(visible.any(axis=1))
    top = np.array([up[visible[column]].max() for column in columns])
    bottom = np.array([up[visible[column]].min() for column in columns])
    x = across[columns]
    reach = np.sqrt((EYEBALL[1] + EDGE_DISTANCE) ** 2 - x**2)
    upper, lower = np.arcsin(top / reach), np.arcsin(bottom / reach)
    corners = [(upper[end] + lower[end]) / 2 for end in (0, -1)]
    return EyeOpening(
        x=np.concatenate([[x[0] - CELL_SIZE], x, [x[-1] + CELL_SIZE]]),
        upper=np.concatenate([corners[:1], upper, corners[1:]]),
        lower=np.concatenate([corners[:1], lower, corners[1:]]),
    )


def _visible_cells(offset: Float64Array, faces: NDArray[np.int32]) -> tuple[BoolArray, Float64Array, Float64Array]:
    """Return in which cells `(X, Y)` before an eye no skin lies in front of the eyeball, and the cells' x and y, mm."""
    near = (np.linalg.norm(offset, axis=1) < 2.2 * EYEBALL[1]) & (offset[:, 2] > 0)
    corners = offset[faces[near[faces].all(axis=1)]]
    points = np.einsum("sk,fkc->fsc", _barycentric_samples(), corners).reshape(-1, 3)
    across, up = np.arange(-14, 14, CELL_SIZE), np.arange(-9, 9, CELL_SIZE)
    cells = np.floor((points[:, :2] - (across[0], up[0])) / CELL_SIZE).astype(int)
    inside = ((cells >= 0) & (cells < (len(across), len(up)))).all(axis=1)
    skin = np.full((len(across), len(up)), -np.inf)
    np.maximum.at(skin, tuple(cells[inside].T), points[inside, 2])
    x, y = across + CELL_SIZE / 2, up + CELL_SIZE / 2
    ball = np.sqrt(np.maximum(EYEBALL[1] ** 2 - x[:, None] ** 2 - y**2, 0))
    patches, _ = label(skin < ball)
    return patches == patches[len(x) // 2, len(y) // 2], x, y


def _barycentric_samples() -> Float64Array:
    """Return the weights of a triangle's corners at points spread over it, `(s, 3)`."""
    a, b = np.meshgrid(np.linspace(0, 1, SAMPLES_PER_SIDE), np.linspace(0, 1, SAMPLES_PER_SIDE))
    inside = a + b <= 1 + 1e-9
    return np.stack([a[inside], b[inside], 1 - a[inside] - b[inside]], axis=1)
