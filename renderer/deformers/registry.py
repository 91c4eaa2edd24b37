"""Creates deformers, which move an avatar's vertices, by their names."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Protocol

import numpy as np

from face.arrays import Float32Array
from face.motion import FapMotion
from renderer.avatar.model import Avatar
from renderer.deformers.fat import FatDeformer
from renderer.deformers.markers import MarkersDeformer
from renderer.deformers.xface import XfaceDeformer
from renderer.resampling import PoseBlock
from renderer.settings import MARKER_DEFORMER


class Deformer(Protocol):
    """Moves one avatar's vertices by FAPs."""

    def vertices(self, values: Float32Array) -> Float32Array:
        """Return the avatar's vertices `(T, V, 3)` mm for FAP values `(T, 66)`."""

    def blocks(self, values: Float32Array) -> Iterator[Float32Array]:
        """Give the same in blocks, for motion of any length."""


PoseDeformer = Callable[[PoseBlock], Float32Array]
"""Returns the avatar's vertices `(n, V, 3)` mm for a block of `n` poses."""

_FAP_DEFORMERS: Final[Mapping[str, Callable[[Avatar], Deformer]]] = {
    "fat": FatDeformer.for_avatar,
    "xface": XfaceDeformer.for_avatar,
}

FAP_DEFORMERS: Final = tuple(_FAP_DEFORMERS)
"""The deformers that need FAPs only."""


def create_deformer(name: str, avatar: Avatar) -> Deformer:
    """Prepare the deformer called `name`, one of `FAP_DEFORMERS`, for an avatar."""
    return _FAP_DEFORMERS[name](avatar)


def create_pose_deformer(name: str, avatar: Avatar, motion: FapMotion) -> PoseDeformer:
    """Prepare the deformer called `name`, any of them, for an avatar and a motion."""
    if name == MARKER_DEFORMER and motion.neutral is not None:
        markers_deformer = MarkersDeformer.for_speaker(avatar, motion.neutral)
        return lambda poses: markers_deformer.vertices(poses.values, np.asarray(poses.moved))
    deformer = create_deformer(name, avatar)
    return lambda poses: deformer.vertices(poses.values)
