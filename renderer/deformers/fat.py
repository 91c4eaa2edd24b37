"""The default deformer, after MPEG-4's face animation tables (FAT): feature points go where the FAPs put them.

In each frame the jaw rotates first and moves what is attached to it. What the FAPs still demand of the feature points
is given to the blendshapes by least squares, and the rest to fields around the points. Blendshapes and fields are the
rows of one table, and so are the face at rest and the jaw's rotation, as powers of its angle: a frame is a row of
weights times that table. Then lids, eyeballs and head rotate.
Lip FAPs are positions relative to the head: FAP 3 alone drops the chin and leaves the lips closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from face.arrays import BoolArray, Float32Array, IntArray
from renderer import rotations
from renderer.avatar.model import Avatar
from renderer.deformers import contact, fap_targets
from renderer.deformers.blendshape_fit import BlendshapeFit, TableWeights
from renderer.deformers.fap_targets import fap_target

BLOCK_FRAMES: Final = 32
"""Frames processed at once."""
MAX_LID_SINE: Final = 0.97
"""Sine of the greatest elevation that a lid's edge can reach."""
LID_POINTS: Final = (("3.1", "3.3"), ("3.2", "3.4"))


@dataclass(frozen=True, eq=False)
class FatDeformer:
    """Moves one avatar by FAPs.

    Attributes
    ----------
    table
        The first `M` vertices at rest and what each weight of the fit and each power of the jaw's angle adds to them,
        `(1 + R + P, 3 M)` mm. The vertices behind them are moved by no weight.
    lid_vertices, eyeballs
        The vertices that rotate with the left and the right eye's lids, and those of the eyeballs.
    """

    avatar: Avatar
    fit: BlendshapeFit
    table: Float32Array
    lid_vertices: tuple[IntArray, IntArray]
    eyeballs: tuple[slice | IntArray, slice | IntArray]

    @classmethod
    def for_avatar(cls, avatar: Avatar) -> Self:
        """Prepare the deformer for an avatar."""
        fit, rig = BlendshapeFit.for_avatar(avatar), avatar.rig
        hinge = rotations.hinge_power_series(avatar.neutral, rig.jaw_weights, rig.jaw_pivot)
        table = np.concatenate([avatar.neutral[None], fit.table(), hinge])
        moving = 1 + int(np.flatnonzero(table[1:].any(axis=(0, 2)))[-1])
        left_lids, right_lids = (np.flatnonzero(lids.any(axis=0)) for lids in rig.lid_weights)
        flat = np.ascontiguousarray(table[:, :moving].reshape(len(table), -1))
        eyeballs = (_vertex_index(rig.eyeballs[0]), _vertex_index(rig.eyeballs[1]))
        return cls(avatar=avatar, fit=fit, table=flat, lid_vertices=(left_lids, right_lids), eyeballs=eyeballs)

    def vertices(self, values: Float32Array) -> Float32Array:
        """Return the avatar's vertices `(T, V, 3)` mm for FAP values `(T, 66)`."""
        blocks = list(self.blocks(values))
        return np.concatenate(blocks) if blocks else np.empty((0, *self.avatar.neutral.shape), np.float32)

    def blocks(self, values: Float32Array) -> Iterator[Float32Array]:
        """Give the same in blocks of at most `BLOCK_FRAMES` frames, for motion of any length."""
        for start in range(0, len(values), BLOCK_FRAMES):
            targets = fap_targets.fap_targets(values[start : start + BLOCK_FRAMES], self.avatar.fapu)
            yield self._deform(contact.resolve_contact(targets, self.avatar.fapu))

    def _deform(self, targets: Float32Array) -> Float32Array:
        points = self._blend(self.fit.weights(targets))
        for side in (0, 1):
            self._rotate_lids(points, targets, side)
            self._rotate_eye(points, targets, side)
        if any(fap_target(targets, number).any() for number in fap_targets.HEAD):
            self._rotate_head(points, targets)
        return points

    def _blend(self, weights: TableWeights) -> Float32Array:
        count, moving = len(weights.rows), self.table.shape[1]
        points = np.empty((count, self.avatar.neutral.size), np.float32)
        powers = weights.jaw_angle[:, None] ** np.arange(1, rotations.SERIES_ORDER + 1, dtype=np.float32)
        rows = np.concatenate([np.ones((count, 1), np.float32), weights.rows, powers], axis=1)
        np.matmul(rows, self.table, out=points[:, :moving])
        points[:, moving:] = self.avatar.neutral.ravel()[moving:]
        return points.reshape(count, -1, 3)

    def _rotate_lids(self, points: Float32Array, targets: Float32Array, side: int) -> None:
        eye, vertices = self.avatar.rig.eyes[side], self.lid_vertices[side]
        weights = self.avatar.rig.lid_weights[side][:, vertices]
        angles = np.zeros((len(points), len(vertices)), np.float32)
        for lid, (number, down) in enumerate(zip(fap_targets.LIDS[side], (-1, 1), strict=True)):
            vertex = self.avatar.feature_points[LID_POINTS[side][lid]]
            height = self.avatar.neutral[vertex, 1] + down * fap_target(targets, number)
            angles += self._angle_to_height(points[:, vertex], height, side)[:, None] * weights[lid]
        start = np.take(points, vertices, axis=1)
        points[:, vertices] = start + rotations.eyelid_displacement(start, eye, angles)

    def _angle_to_height(self, points: Float32Array, height: Float32Array, side: int) -> Float32Array:
        """Return the angle `(T,)` by which `points` `(T, 3)` rotate over the eyeball to reach `height` `(T,)` mm."""
        centre = self.avatar.rig.eyes[side].centre
        distance = np.hypot(points[:, 1] - centre[1], points[:, 2] - centre[2])
        sine = np.clip((height - centre[1]) / distance, -MAX_LID_SINE, MAX_LID_SINE)
        return np.asarray(np.arcsin(sine) - np.arcsin((points[:, 1] - centre[1]) / distance))

    def _rotate_eye(self, points: Float32Array, targets: Float32Array, side: int) -> None:
        eyeball, centre = self.eyeballs[side], self.avatar.rig.eyes[side].centre
        growth = fap_target(targets, fap_targets.PUPILS[side])
        local = (
            self.avatar.neutral[eyeball] - centre + growth[:, None, None] * self.avatar.rig.pupil_growth[side][eyeball]
        )
        yaw, pitch = fap_target(targets, fap_targets.YAW[side]), fap_target(targets, fap_targets.PITCH[side])
        rotation_change = rotations.gaze_matrices(yaw, pitch) - np.eye(3)
        target = local + (local @ rotation_change.transpose(0, 2, 1)).astype(np.float32)
        target[:, :, 2] += fap_target(targets, fap_targets.THRUST[side])[:, None]
        points[:, eyeball] += target - (self.avatar.neutral[eyeball] - centre)

    def _rotate_head(self, points: Float32Array, targets: Float32Array) -> None:
        rig = self.avatar.rig
        local = points - rig.neck_pivot
        matrix = rotations.head_matrices(*(fap_target(targets, number) for number in fap_targets.HEAD))
        points += rig.neck_weights[:, None] * (local @ matrix.transpose(0, 2, 1) - local)


def _vertex_index(mask: BoolArray) -> slice | IntArray:
    """Return where `mask` is True, as a slice if possible: that is far quicker to read and write."""
    indices = np.flatnonzero(mask)
    contiguous = len(indices) > 0 and indices[-1] - indices[0] + 1 == len(indices)
    return slice(int(indices[0]), int(indices[-1]) + 1) if contiguous else indices
