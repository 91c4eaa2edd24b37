"""A baseline deformer after Xface (Balci 2004), with which a study can test whether the renderer hides a difference.

Each FAP moves a zone around its feature point along one fixed axis, most in the middle and less outwards by a raised
cosine. The jaw is translated, not rotated, as are the lids; nothing is corrected afterwards, and overlapping FAPs add
up. Many FAPs move nothing, as in the face that came with Xface. The weights are those of its description: inner brows
0.9, middle and outer brows, cheeks and the squeeze between the brows far less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from face.arrays import Float32Array
from face.faps import FAPS, Fap, fap_index
from renderer import rotations
from renderer.avatar.model import Avatar
from renderer.deformers import fap_targets
from renderer.deformers.fap_targets import fap_target

BLOCK_FRAMES: Final = 32
UNSUPPORTED_FAPS: Final = frozenset({14, 15, 18, *range(27, 31), *range(43, 48), 52, 57, *range(61, 69)})
"""FAPs that move nothing, as in Xface's own face."""
ROTATION_FAPS: Final = frozenset({*range(23, 27), *fap_targets.HEAD})
"""Rotations of eyes and head, which do not use zones."""
OUTER_LIP_FAPS: Final = {4: 51, 5: 52, 6: 53, 7: 54, 8: 55, 9: 56, 10: 57, 11: 58, 12: 59, 13: 60}
"""Inner lip FAPs that take the outer one's value where they are 0."""
ZONE_WEIGHT: Final = {31: 0.9, 32: 0.9, 33: 0.2, 34: 0.2, 35: 0.2, 36: 0.2, 37: 0.3, 38: 0.3} | dict.fromkeys(
    range(39, 43), 0.28
)
DEFAULT_ZONE_WEIGHT: Final = 0.6
ZONE_RADIUS: Final = {2: 20.0, 3: 13.0, 4: 28.0, 5: 30.0, 8: 20.0}
"""Radius of a zone by the FAP's group, mm."""
JAW_RADIUS: Final = 75.0
LID_AXIS: Final = (0.0, -1.0, 0.5)
LOWER_LIP_FAPS: Final = frozenset({5, 10, 11, 16, 57, 58})
UPPER_LIP_FAPS: Final = frozenset({4, 8, 9, 17, 51, 55, 56})
MOVING_PARTS: Final = ("skin", "brows", "lashes")


@dataclass(frozen=True, eq=False)
class XfaceDeformer:
    """Moves one avatar by zones; `weights` `(66, V)` and `axes` `(66, 3)` say how each FAP moves each vertex."""

    avatar: Avatar
    weights: Float32Array
    axes: Float32Array

    @classmethod
    def for_avatar(cls, avatar: Avatar) -> Self:
        """Prepare the baseline for an avatar."""
        weights = np.zeros((len(FAPS), len(avatar.neutral)), np.float32)
        axes = np.zeros((len(FAPS), 3), np.float32)
        for fap in FAPS:
            if fap.number not in UNSUPPORTED_FAPS | ROTATION_FAPS:
                weights[fap_index(fap.number)] = _zone_weights(avatar, fap)
                axes[fap_index(fap.number)] = LID_AXIS if fap.number in (19, 20) else fap.axis
        return cls(avatar, weights, axes)

    def vertices(self, values: Float32Array) -> Float32Array:
        """Return the avatar's vertices `(T, V, 3)` mm for FAP values `(T, 66)`."""
        blocks = list(self.blocks(values))
        return np.concatenate(blocks) if blocks else np.empty((0, *self.avatar.neutral.shape), np.float32)

    def blocks(self, values: Float32Array) -> Iterator[Float32Array]:
        """Give the same in blocks of at most `BLOCK_FRAMES` frames."""
        for start in range(0, len(values), BLOCK_FRAMES):
            block = _fill_inner_lips(values[start : start + BLOCK_FRAMES])
            yield self._deform(fap_targets.fap_targets(block, self.avatar.fapu))

    def _deform(self, targets: Float32Array) -> Float32Array:
        points = np.repeat(self.avatar.neutral[None], len(targets), axis=0)
        for axis in range(3):
            points[:, :, axis] += (targets * self.axes[:, axis]) @ self.weights
        for side, (eyeball, eye) in enumerate(zip(self.avatar.rig.eyeballs, self.avatar.rig.eyes, strict=True)):
            yaw, pitch = fap_target(targets, fap_targets.YAW[side]), fap_target(targets, fap_targets.PITCH[side])
            local = self.avatar.neutral[eyeball] - eye.centre
            points[:, eyeball] = eye.centre + local @ rotations.gaze_matrices(yaw, pitch).transpose(0, 2, 1)
        local = points - self.avatar.rig.neck_pivot
        matrix = rotations.head_matrices(*(fap_target(targets, number) for number in fap_targets.HEAD))
        return np.asarray(points + self.avatar.rig.neck_weights[:, None] * (local @ matrix.transpose(0, 2, 1) - local))


def _fill_inner_lips(values: Float32Array) -> Float32Array:
    result = values.copy()
    for inner, outer in OUTER_LIP_FAPS.items():
        inner_values = values[:, fap_index(inner)]
        result[:, fap_index(inner)] = np.where(inner_values == 0, values[:, fap_index(outer)], inner_values)
    return result


def _zone_weights(avatar: Avatar, fap: Fap) -> Float32Array:
    """Return how far each vertex follows the FAP, `(V,)`."""
    centre = avatar.neutral[avatar.feature_points[fap.feature_point]]
    radius = JAW_RADIUS if fap.number == fap_targets.JAW[0] else ZONE_RADIUS[fap.group]
    distance = np.minimum(np.linalg.norm(avatar.neutral - centre, axis=1) / radius, 1)
    zone = (1 + np.cos(np.pi * distance)) / 2 * ZONE_WEIGHT.get(fap.number, DEFAULT_ZONE_WEIGHT)
    return np.asarray(zone * _tissue_mask(avatar, fap.number), np.float32)


def _tissue_mask(avatar: Avatar, number: int) -> Float32Array:
    """Return 1 where a vertex belongs to what the FAP moves: skin of one lip, one lid, or the whole jaw."""
    mask = np.zeros(len(avatar.neutral), np.float32)
    moving = (*MOVING_PARTS, "lower_teeth") if number == fap_targets.JAW[0] else MOVING_PARTS
    for part in avatar.parts:
        if part.name in moving:
            mask[part.vertices] = 1
    on_jaw = avatar.rig.jaw_weights > 0.5
    if number == fap_targets.JAW[0]:
        return np.asarray(mask * on_jaw)
    for side, lids in enumerate(fap_targets.LIDS):
        if number in lids:
            return np.asarray(mask * (avatar.rig.lid_weights[side, lids.index(number)] > 0.05))
    if number in LOWER_LIP_FAPS | UPPER_LIP_FAPS:
        return np.asarray(mask * (on_jaw == (number in LOWER_LIP_FAPS)))
    return mask
