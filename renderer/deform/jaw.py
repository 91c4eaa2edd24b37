"""The jaw: a true hinge, opened until the chin has dropped as far as FAP 3 asks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.types import Avatar
from renderer.deform import turns

Floats = NDArray[np.float32]

SAMPLES: Final = 128
WIDEST: Final = 1.4
"""The widest turn as a share of the unit jawOpen's."""


@dataclass(frozen=True, eq=False)
class Jaw:
    """How far the chin (2.1) drops, mm, at each of many angles, rad."""

    angles: Floats
    drops: Floats

    @classmethod
    def of(cls, avatar: Avatar) -> "Jaw":
        """Measure the avatar's jaw."""
        angles = np.linspace(0, WIDEST * avatar.rig.jaw_angle, SAMPLES, dtype=np.float32)
        chin = np.array([avatar.feature_points["2.1"]])
        return cls(angles, -carried(avatar, chin, angles)[:, 0, 1])

    def angle(self, drop: Floats) -> Floats:
        """Return the angle `(T,)` rad at which the chin has dropped by `drop` `(T,)` mm."""
        return np.interp(drop, self.drops, self.angles).astype(np.float32)


def carried(avatar: Avatar, vertices: NDArray[np.int64], angle: Floats) -> Floats:
    """Return how far the jaw carries some of the avatar's vertices, `(T, n, 3)` mm, for angles `(T,)` rad."""
    rig = avatar.rig
    turned = turns.hinge(avatar.neutral[vertices], rig.jaw[vertices], rig.jaw_pivot, angle)
    return turned + (angle / np.float32(rig.jaw_angle))[:, None, None] * rig.jaw_shape[vertices]
