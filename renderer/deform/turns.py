"""Parts of the face that turn: jaw, lids, eyeballs and the whole head."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.types import Eye

Floats = NDArray[np.float32]


def hinge(points: Floats, share: Floats, pivot: Floats, angle: Floats) -> Floats:
    """Return how far a turn about the x axis through `pivot` moves each point.

    Parameters
    ----------
    points, share
        `(n, 3)` mm, and `(n,)`: which part of the turn each point takes.
    angle
        `(T,)` rad, positive from y to z: the jaw opens, the face looks down.

    Returns
    -------
    `(T, n, 3)` mm.
    """
    y, z = points[:, 1] - pivot[1], points[:, 2] - pivot[2]
    turn = np.outer(angle, share)
    cosine, sine = np.cos(turn), np.sin(turn)
    return np.stack([np.zeros_like(turn), cosine * y - sine * z - y, sine * y + cosine * z - z], axis=2)


def hinge_powers(points: Floats, share: Floats, pivot: Floats) -> Floats:
    """Return what the powers 1 to `POWERS` of the angle add up to `hinge`, `(POWERS, n, 3)` mm per rad, rad² and so on.

    A jaw's angle stays below 0.7 rad: there the series is wrong by less than 0.002 mm at 100 mm from the hinge.
    """
    y, z = points[:, 1] - pivot[1], points[:, 2] - pivot[2]
    turned = ((-z, y), (-y, -z), (z, -y), (y, z))
    rows = [
        np.stack([np.zeros_like(y), *turned[(power - 1) % 4]], axis=1) * (share**power / math.factorial(power))[:, None]
        for power in range(1, POWERS + 1)
    ]
    return np.stack(rows).astype(np.float32)


POWERS: Final = 6


def roll(points: Floats, eye: Eye, angle: Floats) -> Floats:
    """Return how far a roll by `angle` `(T, n)` rad, positive up, about the x axis through the eye moves `points`.

    Points and result are `(T, n, 3)` mm.
    """
    y, z = points[..., 1] - eye.centre[1], points[..., 2] - eye.centre[2]
    less, sine = np.cos(angle) - 1, np.sin(angle)
    return np.stack([np.zeros_like(y), less * y + sine * z, less * z - sine * y], axis=-1)


def gaze(yaw: Floats, pitch: Floats) -> Floats:
    """Return matrices `(T, 3, 3)` that turn an eye to the left by `yaw` and down by `pitch`, rad."""
    return np.asarray(_about_y(yaw) @ _about_x(pitch), np.float32)


def head(pitch: Floats, yaw: Floats, tilt: Floats) -> Floats:
    """Return matrices `(T, 3, 3)` for a head turned down, to the left and tilted to the right, rad."""
    return np.asarray(_about_y(yaw) @ _about_x(pitch) @ _about_z(tilt), np.float32)


def _about_x(angle: Floats) -> Floats:
    return _matrix(angle, 1, 2)


def _about_y(angle: Floats) -> Floats:
    return _matrix(angle, 2, 0)


def _about_z(angle: Floats) -> Floats:
    return _matrix(angle, 0, 1)


def _matrix(angle: Floats, first: int, second: int) -> Floats:
    """Return turns in the plane of two axes, from the first towards the second."""
    result = np.tile(np.eye(3, dtype=np.float32), (len(angle), 1, 1))
    result[:, first, first] = result[:, second, second] = np.cos(angle)
    result[:, second, first] = np.sin(angle)
    result[:, first, second] = -np.sin(angle)
    return result
