"""Fits the jaw of a custom avatar: its hinge, and how far each vertex rotates about it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array
from face.errors import InputError
from renderer import rotations

JAW_SHARE: Final = 0.6
"""Vertices that move by more than this share of the largest movement belong to the jaw itself."""
MIN_ANGLE: Final = 0.03
"""The smallest rotation of a jaw, rad; anything less is a translation or nothing."""


@dataclass(frozen=True, eq=False)
class JawHingeFit:
    """A point `pivot` `(3,)` mm on the hinge along x, and the `angle` rad of the open jaw."""

    pivot: Float32Array
    angle: float


def fit_jaw_hinge(vertices: Float32Array, jaw_open: Float32Array) -> JawHingeFit:
    """Return the hinge of a jaw whose opening moves `vertices` `(V, 3)` mm by `jaw_open` `(V, 3)` mm.

    It is the rigid rotation that fits the vertices with the largest movement best (Kabsch 1976).

    Raises
    ------
    InputError
        If jawOpen does not rotate the chin down and back about a hinge behind it.
    """
    distance = np.linalg.norm(jaw_open, axis=1)
    on_jaw = distance > JAW_SHARE * distance.max()
    before, after = vertices[on_jaw, 1:].astype(float), (vertices + jaw_open)[on_jaw, 1:].astype(float)
    centre_before, centre_after = before.mean(axis=0), after.mean(axis=0)
    before_centred, after_centred = before - centre_before, after - centre_after
    angle = float(
        np.arctan2(
            (before_centred[:, 0] * after_centred[:, 1] - before_centred[:, 1] * after_centred[:, 0]).sum(),
            (before_centred * after_centred).sum(),
        )
    )
    if angle < MIN_ANGLE:
        raise InputError(
            f"jawOpen turns the jaw by {angle:.3f} rad about the ears' axis, but at least {MIN_ANGLE} are needed; "
            "make it a rotation that moves the chin down and back"
        )
    cosine, sine = np.cos(angle), np.sin(angle)
    rotation = np.array([[cosine, -sine], [sine, cosine]])
    pivot = np.linalg.solve(np.eye(2) - rotation, centre_after - rotation @ centre_before)
    return JawHingeFit(np.array((0, *pivot), np.float32), angle)


def jaw_weights(
    vertices: Float32Array, jaw_open: Float32Array, hinge: JawHingeFit
) -> tuple[Float32Array, Float32Array]:
    """Return how far each vertex rotates with the jaw, `(V,)`, and what jawOpen adds to that, `(V, 3)` mm."""
    full_rotation = _hinge_displacement(vertices, np.ones(len(vertices), np.float32), hinge)
    weights = np.clip(
        (jaw_open * full_rotation).sum(axis=1) / np.maximum((full_rotation**2).sum(axis=1), 1e-6), 0, 1
    ).astype(np.float32)
    return weights, jaw_open - _hinge_displacement(vertices, weights, hinge)


def _hinge_displacement(vertices: Float32Array, weights: Float32Array, hinge: JawHingeFit) -> Float32Array:
    return np.asarray(
        rotations.hinge_displacement(vertices, weights, hinge.pivot, np.array([hinge.angle], np.float32))[0]
    )
