"""Measures a deformed face from its vertices alone: how far each FAP moved it, and which artifacts its skin has."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from face.arrays import Float32Array, Float64Array, IntArray
from face.faps import FAPS, Fap, fap_index
from renderer.avatar.model import Avatar
from renderer.deformers.fap_targets import TONGUE_ROLL

JAW: Final = (3, 14, 15)
JAW_THRUST: Final = 14
JAW_RELATIVE: Final = (*range(16, 19), *range(39, 48))
"""FAPs measured relative to the jaw, which carries their points: lips' depths, chin boss, cheeks and tongue.
The jaw's own thrust is measured relative to its rotation."""
YAW, PITCH, TILT = range(3)
EYES: Final = {23: (0, YAW), 24: (1, YAW), 25: (0, PITCH), 26: (1, PITCH)}
HEAD: Final = {48: PITCH, 49: YAW, 50: TILT}
PUPILS: Final = {29: 0, 30: 1}
EYE_THRUSTS: Final = {27: 0, 28: 1}


@dataclass(frozen=True, eq=False)
class FapMetrics:
    """Measures FAPs from one avatar's vertices."""

    avatar: Avatar

    def measure_all(
        self, frames: Float32Array, jaw_only: Float32Array | None = None, opening_only: Float32Array | None = None
    ) -> Float64Array:
        """Return how far each FAP's point moved in its direction, `(T, 66)` mm, or rad for rotations.

        Parameters
        ----------
        frames
            Vertices `(T, V, 3)` mm.
        jaw_only, opening_only
            The same frames with nothing but the FAPs of the jaw, and nothing but its opening, `(T, V, 3)`; if not
            given, at rest. FAPs whose points move with the jaw, and the jaw's thrust, are measured relative to these.
        """
        rest = self.avatar.neutral[None]
        reference = dict.fromkeys(JAW_RELATIVE, rest if jaw_only is None else jaw_only) | {
            JAW_THRUST: rest if opening_only is None else opening_only
        }
        return np.stack([self.measure(fap, frames, reference.get(fap.number, rest)) for fap in FAPS], axis=1)

    def measure(self, fap: Fap, frames: Float32Array, reference: Float32Array) -> Float64Array:
        """Return the same for one FAP, `(T,)`, relative to the vertices `reference` `(T or 1, V, 3)`."""
        match fap.number:
            case number if number in EYES:
                side, axis = EYES[number]
                return self._rotation(frames, self._eyeball(side), axis)
            case number if number in HEAD:
                teeth = self.avatar.part("upper_teeth").vertices
                return self._rotation(frames, np.arange(teeth.start, teeth.stop), HEAD[number])
            case number if number in PUPILS:
                return self._pupil_growth(frames, PUPILS[number])
            case number if number in EYE_THRUSTS:
                return self._eye_thrust(frames, EYE_THRUSTS[number])
            case number if number == TONGUE_ROLL:
                return self._tongue_roll(frames, reference)
            case _:
                return self._displacement(fap, frames, reference)

    def _displacement(self, fap: Fap, frames: Float32Array, reference: Float32Array) -> Float64Array:
        point = self.avatar.feature_points[fap.feature_point]
        return np.asarray((frames[:, point] - reference[:, point]).astype(float) @ np.array(fap.axis))

    def _eyeball(self, side: int) -> IntArray:
        rig = self.avatar.rig
        return np.flatnonzero(rig.eyeballs[side] & ~rig.pupil_growth[side].any(axis=1))

    def _rotation(self, frames: Float32Array, vertices: IntArray, axis: int) -> Float64Array:
        return rotation_angles(best_rotations(self.avatar.neutral[vertices], frames[:, vertices]))[:, axis]

    def _eye_thrust(self, frames: Float32Array, side: int) -> Float64Array:
        vertices, centre = self._eyeball(side), self.avatar.rig.eyes[side].centre
        before = self.avatar.neutral[vertices] - centre
        middle = before.mean(axis=0) @ best_rotations(before, frames[:, vertices]).transpose(0, 2, 1)
        return np.asarray((frames[:, vertices].mean(axis=1) - centre - middle)[:, 2])

    def _pupil_growth(self, frames: Float32Array, side: int) -> Float64Array:
        growth = np.linalg.norm(self.avatar.rig.pupil_growth[side], axis=1)
        rim = np.flatnonzero(growth > 0.999 * growth.max())
        rim_positions, opposite_positions = frames[:, rim], np.roll(frames[:, rim], len(rim) // 2, axis=1)
        rest = self.avatar.neutral[rim]
        diameter_at_rest = np.linalg.norm(rest - np.roll(rest, len(rim) // 2, axis=0), axis=1).mean()
        return np.asarray(np.linalg.norm(rim_positions - opposite_positions, axis=2).mean(axis=1) - diameter_at_rest)

    def _tongue_roll(self, frames: Float32Array, reference: Float32Array) -> Float64Array:
        edges = [self.avatar.feature_points[name] for name in ("6.3", "6.4")]
        half_width = np.abs(self.avatar.neutral[edges, 0])
        rise = (frames[:, edges, 1] - reference[:, edges, 1]).astype(float)
        return np.asarray(np.arctan2(rise, half_width).mean(axis=1))


@dataclass(frozen=True, eq=False)
class SkinArtifacts:
    """Finds artifacts on the skin, from its `faces` `(F, 3)`, `edges` `(E, 2)` and `rest` positions `(v, 3)` mm."""

    part: slice
    faces: NDArray[np.int32]
    edges: NDArray[np.int32]
    rest: Float32Array

    @classmethod
    def for_avatar(cls, avatar: Avatar) -> Self:
        """Take the skin of an avatar."""
        part = avatar.part("skin")
        sides = np.concatenate([part.faces[:, [k, (k + 1) % 3]] for k in range(3)])
        edges = np.unique(np.sort(sides, axis=1), axis=0)
        return cls(part.vertices, part.faces, edges, avatar.neutral[part.vertices])

    def flipped_triangles(self, vertices: Float32Array) -> int:
        """Return how many triangles of a still head, `(V, 3)`, face away from where they faced at rest."""
        cosines = np.einsum("fc,fc->f", self._normals(vertices[self.part]), self._normals(self.rest))
        return int((cosines < 0).sum())

    def max_stretch(self, vertices: Float32Array) -> float:
        """Return the greatest ratio of an edge's length to its length at rest."""
        return float((self._lengths(vertices[self.part]) / self._lengths(self.rest)).max())

    def _normals(self, points: Float32Array) -> Float32Array:
        a, b, c = (points[self.faces[:, k]] for k in range(3))
        return np.asarray(np.cross(b - a, c - a))

    def _lengths(self, points: Float32Array) -> Float32Array:
        difference = points[self.edges[:, 0]] - points[self.edges[:, 1]]
        return np.asarray(np.sqrt(np.einsum("ec,ec->e", difference, difference)))


def best_rotations(before: Float32Array, after: Float32Array) -> Float64Array:
    """Return the rotations `(T, 3, 3)` that best map `before` `(n, 3)` to `after` `(T, n, 3)` (Kabsch 1976)."""
    centred = after - after.mean(axis=1, keepdims=True)
    u, _, v = np.linalg.svd((before - before.mean(axis=0)).T.astype(float) @ centred)
    determinant = np.linalg.det(u @ v)
    v[:, 2] *= np.sign(determinant)[:, None]
    return np.asarray((u @ v).transpose(0, 2, 1))


def rotation_angles(matrices: Float64Array) -> Float64Array:
    """Return yaw to the left, pitch down and tilt to the right `(T, 3)` rad of rotations about y, then x, then z."""
    yaw = np.arctan2(matrices[:, 0, 2], matrices[:, 2, 2])
    pitch = np.arcsin(np.clip(-matrices[:, 1, 2], -1, 1))
    tilt = np.arctan2(matrices[:, 1, 0], matrices[:, 1, 1])
    return np.stack([yaw, pitch, tilt], axis=1)


def only_faps(values: Float32Array, numbers: tuple[int, ...]) -> Float32Array:
    """Return FAP values `(T, 66)` with all FAPs but these set to 0."""
    result = np.zeros_like(values)
    columns = [fap_index(number) for number in numbers]
    result[:, columns] = values[:, columns]
    return result
