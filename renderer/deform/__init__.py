"""Deformers: how facial motion moves the avatar's vertices."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.motion import FapMotion
from renderer.avatar.types import Avatar
from renderer.deform.fat import fat
from renderer.deform.markers import markers
from renderer.deform.types import Deformer
from renderer.deform.xface import xface
from renderer.settings import BY_MARKERS
from renderer.timing import Poses

__all__ = ["BY_FAPS", "Deformer", "Mover", "fat", "make", "mover"]

Mover = Callable[[Poses], NDArray[np.float32]]

_MAKERS: Final[Mapping[str, Callable[[Avatar], Deformer]]] = {"fat": fat, "xface": xface}

BY_FAPS: Final = tuple(_MAKERS)
"""The deformers that FAPs alone move."""


def make(name: str, avatar: Avatar) -> Deformer:
    """Prepare the deformer called `name`, one of those that FAPs alone move, for an avatar."""
    return _MAKERS[name](avatar)


def mover(name: str, avatar: Avatar, motion: FapMotion) -> Mover:
    """Return what turns a motion's poses into the avatar's vertices, `(n, V, 3)` mm."""
    if name == BY_MARKERS and motion.neutral is not None:
        follows = markers(avatar, motion.neutral)
        return lambda poses: follows.vertices(poses.values, np.asarray(poses.moved))
    deformer = make(name, avatar)
    return lambda poses: deformer.vertices(poses.values)
