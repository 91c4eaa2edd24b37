"""Rotations of the face's rigid parts: jaw, lids, eyeballs and the whole head."""

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from face.arrays import Float32Array, IntArray
from renderer.avatar.model import Avatar, Eye

SERIES_ORDER: Final = 6
JAW_SAMPLES: Final = 128
MAX_JAW_OPENING: Final = 1.4
"""The widest jaw angle as a share of that of the blendshape jawOpen."""


def hinge_displacement(
    points: Float32Array, weights: Float32Array, pivot: Float32Array, angle: Float32Array
) -> Float32Array:
    """Return how far a rotation about the x axis through `pivot` moves each point.

    Parameters
    ----------
    points, weights
        `(n, 3)` mm, and `(n,)`: each point's share of the rotation.
    angle
        `(T,)` rad, positive from y to z: the jaw opens, the face looks down.

    Returns
    -------
    `(T, n, 3)` mm.
    """
    y, z = points[:, 1] - pivot[1], points[:, 2] - pivot[2]
    vertex_angles = np.outer(angle, weights)
    cosine, sine = np.cos(vertex_angles), np.sin(vertex_angles)
    return np.stack([np.zeros_like(vertex_angles), cosine * y - sine * z - y, sine * y + cosine * z - z], axis=2)


def hinge_power_series(points: Float32Array, weights: Float32Array, pivot: Float32Array) -> Float32Array:
    """Return the Taylor coefficients of `hinge_displacement` for the powers 1 to `SERIES_ORDER` of the angle.

    They are `(SERIES_ORDER, n, 3)` in mm per rad, rad² and so on. A jaw's angle stays below 0.7 rad: there the series
    is wrong by less than 0.002 mm at 100 mm from the hinge.
    """
    y, z = points[:, 1] - pivot[1], points[:, 2] - pivot[2]
    rotated_derivatives = ((-z, y), (-y, -z), (z, -y), (y, z))
    coefficients = [
        np.stack([np.zeros_like(y), *rotated_derivatives[(power - 1) % 4]], axis=1)
        * (weights**power / math.factorial(power))[:, None]
        for power in range(1, SERIES_ORDER + 1)
    ]
    return np.stack(coefficients).astype(np.float32)


@dataclass(frozen=True, eq=False)
class JawHinge:
    """A jaw that opens about a hinge: how far the chin (2.1) `drops`, mm, at each of many `angles`, rad."""

    angles: Float32Array
    drops: Float32Array

    @classmethod
    def for_avatar(cls, avatar: Avatar) -> Self:
        """Measure the avatar's jaw."""
        angles = np.linspace(0, MAX_JAW_OPENING * avatar.rig.jaw_angle, JAW_SAMPLES, dtype=np.float32)
        chin = np.array([avatar.feature_points["2.1"]])
        return cls(angles, -jaw_displacement(avatar, chin, angles)[:, 0, 1])

    def angle(self, drop: Float32Array) -> Float32Array:
        """Return the angle `(T,)` rad at which the chin has dropped by `drop` `(T,)` mm."""
        return np.interp(drop, self.drops, self.angles).astype(np.float32)


def jaw_displacement(avatar: Avatar, vertices: IntArray, angle: Float32Array) -> Float32Array:
    """Return how far the jaw moves some of the avatar's vertices, `(T, n, 3)` mm, for angles `(T,)` rad."""
    rig = avatar.rig
    by_rotation = hinge_displacement(avatar.neutral[vertices], rig.jaw_weights[vertices], rig.jaw_pivot, angle)
    return by_rotation + (angle / np.float32(rig.jaw_angle))[:, None, None] * rig.jaw_shape[vertices]


def eyelid_displacement(points: Float32Array, eye: Eye, angle: Float32Array) -> Float32Array:
    """Return how far a rotation of the lids by `angle` `(T, n)` rad, positive up, moves `points`.

    The axis is along x through the eyeball's centre. Points and result are `(T, n, 3)` mm.
    """
    y, z = points[..., 1] - eye.centre[1], points[..., 2] - eye.centre[2]
    cosine_less_one, sine = np.cos(angle) - 1, np.sin(angle)
    return np.stack([np.zeros_like(y), cosine_less_one * y + sine * z, cosine_less_one * z - sine * y], axis=-1)


def gaze_matrices(yaw: Float32Array, pitch: Float32Array) -> Float32Array:
    """Return matrices `(T, 3, 3)` that turn an eye to the left by `yaw` and down by `pitch`, rad."""
    return np.asarray(_about_y(yaw) @ _about_x(pitch), np.float32)


def head_matrices(pitch: Float32Array, yaw: Float32Array, tilt: Float32Array) -> Float32Array:
    """Return matrices `(T, 3, 3)` for a head turned down, to the left and tilted to the right, rad."""
    return np.asarray(_about_y(yaw) @ _about_x(pitch) @ _about_z(tilt), np.float32)


def _about_x(angle: Float32Array) -> Float32Array:
    return _plane_rotation(angle, 1, 2)


def _about_y(angle: Float32Array) -> Float32Array:
    return _plane_rotation(angle, 2, 0)


def _about_z(angle: Float32Array) -> Float32Array:
    return _plane_rotation(angle, 0, 1)


def _plane_rotation(angle: Float32Array, first: int, second: int) -> Float32Array:
    """Return rotations in the plane of two axes, from the first towards the second."""
    result = np.tile(np.eye(3, dtype=np.float32), (len(angle), 1, 1))
    result[:, first, first] = result[:, second, second] = np.cos(angle)
    result[:, second, first] = np.sin(angle)
    result[:, first, second] = -np.sin(angle)
    return result
