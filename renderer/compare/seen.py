"""The speaker's markers as they would be measured on the avatar."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.motion import FapMotion
from renderer import deform
from renderer.avatar.types import Avatar
from renderer.deform.bind import Binding
from renderer.timing import Poses

Floats = NDArray[np.float32]

BLOCK = 32


@dataclass(frozen=True, eq=False)
class Seen:
    """One motion on one avatar.

    Attributes
    ----------
    avatar, binding
        Whose head it is, and where on it the markers sit.
    motion
        FAPs with the markers they were taken from.
    """

    avatar: Avatar
    binding: Binding
    motion: FapMotion

    def frames(self, deformer: str, vertices: NDArray[np.int64]) -> Floats:
        """Return where a deformer puts some vertices in all frames, `(T, n, 3)` mm."""
        move = deform.mover(deformer, self.avatar, self.motion)
        return np.concatenate([move(poses)[:, vertices] for poses in self._poses()])

    def markers(self, deformer: str) -> Floats:
        """Return how far the markers on the avatar moved, `(T, 46, 3)` in the speaker's mm."""
        at = self.binding.vertices
        return np.asarray((self.frames(deformer, at) - self.avatar.neutral[at]) / self.binding.scale)

    def _poses(self) -> list[Poses]:
        starts = range(0, len(self.motion), BLOCK)
        moved = np.asarray(self.motion.moved)
        return [Poses(self.motion.values[s : s + BLOCK], moved[s : s + BLOCK]) for s in starts]
