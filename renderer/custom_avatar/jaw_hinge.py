"""Finds a user's jaw: the hinge about which the morph target jawOpen turns, and who goes along how far."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.errors import InputError
from renderer import rotations

JAW_SHARE: Final = 0.6
"""Vertices that move by more than this share of the farthest are taken for the jaw itself."""
MIN_ANGLE: Final = 0.03
"""The least turn of a jaw, rad: less than that is a shift or nothing."""


@dataclass(frozen=True, eq=False)
class JawHingeFit:
    """A point `pivot` `(3,)` mm on the hinge along x, and the `angle` rad of the open jaw."""

    pivot: Float32Array
    angle: float


def fit_jaw_hinge(vertices: Float32Array, opened: Float32Array) -> JawHingeFit:
    """Return the hinge of a jaw whose opening moves `vertices` `(V, 3)` by `opened` `(V, 3)` mm.

    The turn is the rigid one that fits best the vertices that move farthest (Kabsch 1976).

    Raises
    ------
    InputError
        If jawOpen does not turn the chin down and back about a hinge behind it.
    """
    distance = np.linalg.norm(opened, axis=1)
    jaw = distance > JAW_SHARE * distance.max()
    before, after = vertices[jaw, 1:].astype(float), (vertices + opened)[jaw, 1:].astype(float)
    middle, middle_after = before.mean(axis=0), after.mean(axis=0)
    a, b = before - middle, after - middle_after
    angle = float(np.arctan2((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum(), (a * b).sum()))
    if angle < MIN_ANGLE:
        raise InputError(
            f"jawOpen turns the jaw by {angle:.3f} rad about the ears' axis, but at least {MIN_ANGLE} are needed; "
            "make it a rotation that moves the chin down and back"
        )
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.array([[cosine, -sine], [sine, cosine]])
    pivot = np.linalg.solve(np.eye(2) - turn, middle_after - turn @ middle)
    return JawHingeFit(np.array((0, *pivot), np.float32), angle)


def jaw_shares(vertices: Float32Array, opened: Float32Array, at: JawHingeFit) -> tuple[Float32Array, Float32Array]:
    """Return how far each vertex turns with the jaw `(V,)`, and what jawOpen does beyond a turn `(V, 3)` mm."""
    full = _hinge_displacement(vertices, np.ones(len(vertices), np.float32), at)
    share = np.clip((opened * full).sum(axis=1) / np.maximum((full**2).sum(axis=1), 1e-6), 0, 1).astype(np.float32)
    return share, opened - _hinge_displacement(vertices, share, at)


def _hinge_displacement(vertices: Float32Array, share: Float32Array, at: JawHingeFit) -> Float32Array:
    return np.asarray(rotations.hinge_displacement(vertices, share, at.pivot, np.array([at.angle], np.float32))[0])
