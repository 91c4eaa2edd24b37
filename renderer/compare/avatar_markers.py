"""The speaker's markers as they would be measured on the avatar."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from face.arrays import Float32Array, IntArray
from face.motion import FapMotion
from renderer.avatar.model import Avatar
from renderer.deformers.marker_binding import MarkerBinding, bind_markers
from renderer.deformers.registry import create_pose_deformer
from renderer.resampling import BLOCK_FRAMES, PoseBlock


@dataclass(frozen=True, eq=False)
class AvatarMarkers:
    """Measures one motion on one avatar.

    Attributes
    ----------
    avatar, binding
        The head, and where on it the markers sit.
    motion
        FAPs with the markers they were measured from.
    """

    avatar: Avatar
    binding: MarkerBinding
    motion: FapMotion

    @classmethod
    def for_motion(cls, avatar: Avatar, motion: FapMotion) -> Self:
        """Bind the motion's markers to the avatar."""
        return cls(avatar, bind_markers(avatar, np.asarray(motion.neutral)), motion)

    def vertex_positions(self, deformer: str, vertices: IntArray) -> Float32Array:
        """Return where a deformer moves some vertices in all frames, `(T, n, 3)` mm."""
        deform = create_pose_deformer(deformer, self.avatar, self.motion)
        return np.concatenate([deform(poses)[:, vertices] for poses in self._pose_blocks()])

    def displacements(self, deformer: str) -> Float32Array:
        """Return how far the markers on the avatar moved, `(T, 46, 3)` in the speaker's mm."""
        vertices = self.binding.vertices
        moved = self.vertex_positions(deformer, vertices) - self.avatar.neutral[vertices]
        return np.asarray(moved / self.binding.scale)

    def _pose_blocks(self) -> list[PoseBlock]:
        moved = np.asarray(self.motion.moved)
        blocks = [slice(start, start + BLOCK_FRAMES) for start in range(0, len(self.motion), BLOCK_FRAMES)]
        return [PoseBlock(self.motion.values[block], moved[block]) for block in blocks]
