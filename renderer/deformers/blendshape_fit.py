"""Fits weights of the avatar's blendshapes and fields to what FAPs demand of the feature points."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from face.arrays import Float32Array, IntArray
from face.faps import FAPS, fap_index
from renderer.avatar.model import Avatar
from renderer.avatar.mouth.lip_seam import ANCHORS
from renderer.deformers.fap_targets import TONGUE_ROLL, fap_target, handle_motions
from renderer.rotations import JawHinge, jaw_displacement

RIDGE: Final = 0.4
"""Cost of a blendshape at full strength, mm²."""
STRAY_COST: Final = 0.15
"""Cost of motion along an axis that no FAP controls, relative to the error along an axis that has a FAP."""
MAX_STRENGTH: Final = 1.2
"""The greatest strength of a blendshape."""
JAW_UNITS: Final = ("jawForward", "jawLeft", "jawRight")
CHIN: Final = "2.1"
CHIN_BOSS: Final = "2.10"
CHIN_BOSS_FIXED: Final = 0.2
TONGUE_EDGES: Final = ("6.3", "6.4")
DEPTH: Final = 2
OUTER_LIPS: Final = {16: "8.2", 17: "8.1"}
"""FAPs that push a lip forward, and the lip's outer point, which has to move with it."""


@dataclass(frozen=True, eq=False)
class BoxedLeastSquares:
    """Minimises `|A x - b|² + ridge |x|²` for `0 <= x <= limit` by accelerated projected gradients.

    Every right-hand side takes the same number of steps from 0, so that a frame's result doesn't depend on others.

    References
    ----------
    Beck & Teboulle (2009), FISTA with constant step.
    """

    matrix: Float32Array
    ridge: float
    limit: float = 1.0
    steps: int = 80

    def solve(self, sides: Float32Array) -> Float32Array:
        """Return `(T, n)` weights for right-hand sides `(T, m)`; `matrix` is `(m, n)`."""
        gram = self.matrix.T @ self.matrix + self.ridge * np.eye(self.matrix.shape[1], dtype=np.float32)
        step = np.float32(1.0 / np.linalg.eigvalsh(gram)[-1])
        slope = sides @ self.matrix
        current = extrapolated = np.zeros_like(slope)
        momentum = 1.0
        for _ in range(self.steps):
            following = np.clip(extrapolated - step * (extrapolated @ gram - slope), 0, self.limit)
            next_momentum = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
            extrapolated = following + np.float32((momentum - 1) / next_momentum) * (following - current)
            current, momentum = following, next_momentum
        return current


@dataclass(frozen=True, eq=False)
class TableWeights:
    """The weights of a block of frames: `rows` `(T, R)` of the fit's table, and the `jaw_angle` `(T,)` rad."""

    rows: Float32Array
    jaw_angle: Float32Array


@dataclass(frozen=True, eq=False)
class BlendshapeFit:
    """The fit for one avatar; `H` counts its handles, each a feature point along an axis.

    Attributes
    ----------
    fitted_units, jaw_units
        The indices of the rig's units that are fitted, and of those that move the jaw as FAPs 14 and 15 demand.
    handle_vertices, handle_axes
        `(H,)`, each handle's vertex and axis.
    unit_motion, jaw_motion
        How far the fitted and the jaw's units move the handles along their axes: `(U, H)` and `(3, H)` mm.
    skull_shares
        `(H,)`, 1 where FAPs place the handle relative to the skull, 0 where relative to the jaw.
    fap_demands
        `(66, H)`, how much each FAP demands of each handle.
    single_handle_fields
        `(H, H)`, weights of the fields that move one handle and no other.
    chin_handles
        `(2,)`, the handles of the chin's height and depth, which FAPs 3 and 14 control.
    """

    avatar: Avatar
    jaw: JawHinge
    solver: BoxedLeastSquares
    fitted_units: IntArray
    jaw_units: IntArray
    handle_vertices: IntArray
    handle_axes: IntArray
    unit_motion: Float32Array
    jaw_motion: Float32Array
    skull_shares: Float32Array
    fap_demands: Float32Array
    single_handle_fields: Float32Array
    chin_handles: IntArray

    @classmethod
    def for_avatar(cls, avatar: Avatar) -> Self:
        """Prepare the fit for an avatar."""
        rig = avatar.rig
        jaw_units = np.array([rig.units.index(name) for name in JAW_UNITS])
        fitted = np.setdiff1d(np.arange(len(rig.units)), jaw_units)
        vertices = {**avatar.feature_points, **rig.anchors}
        points = np.array([vertices[point] for point, _ in rig.handles])
        axes = np.array([axis for _, axis in rig.handles])
        fields_at_points = rig.fields[:, points] * (axes[:, None] == axes)
        return cls(
            avatar=avatar,
            jaw=JawHinge.for_avatar(avatar),
            solver=_solver(avatar, fitted, points, axes),
            fitted_units=fitted,
            jaw_units=jaw_units,
            handle_vertices=points,
            handle_axes=axes,
            unit_motion=rig.unit_deltas[fitted][:, points, axes],
            jaw_motion=rig.unit_deltas[jaw_units][:, points, axes],
            skull_shares=np.array([_skull_share(*handle) for handle in rig.handles], np.float32),
            fap_demands=_demand_matrix(avatar),
            single_handle_fields=np.linalg.inv(fields_at_points).astype(np.float32),
            chin_handles=np.array([rig.handles.index((CHIN, axis)) for axis in (1, DEPTH)]),
        )

    def table(self) -> Float32Array:
        """Return what each weight moves, `(R, V, 3)` mm: fitted units, jaw units, the open jaw's shape, handles."""
        rig = self.avatar.rig
        handles = rig.fields[:, :, None] * np.eye(3, dtype=np.float32)[self.handle_axes][:, None, :]
        return np.concatenate(
            [rig.unit_deltas[self.fitted_units], rig.unit_deltas[self.jaw_units], rig.jaw_shape[None], handles]
        )

    def weights(self, targets: Float32Array) -> TableWeights:
        """Return the weights for the targets of a block of frames, `(T, 66)` mm and rad."""
        shift = self._jaw_shift(targets)
        shift_drop = -shift @ self.avatar.rig.unit_deltas[self.jaw_units, self.avatar.feature_points[CHIN], 1]
        jaw_target = fap_target(targets, 3)
        angle = self.jaw.angle(jaw_target - np.where(jaw_target > 0, shift_drop, 0))
        displacements = jaw_displacement(self.avatar, self.handle_vertices, angle)
        hinge_motion = displacements[:, np.arange(len(self.handle_axes)), self.handle_axes]
        total_jaw_motion = hinge_motion + shift @ self.jaw_motion
        remaining = targets @ self.fap_demands - self.skull_shares * total_jaw_motion
        remaining[:, self.chin_handles] = self._missing_at_chin(targets, total_jaw_motion)
        units = self.solver.solve(np.pad(remaining, ((0, 0), (0, len(self.solver.matrix) - len(self.handle_axes)))))
        residual = remaining - units @ self.unit_motion
        opening = angle[:, None] / np.float32(self.avatar.rig.jaw_angle)
        fields = residual @ self.single_handle_fields
        return TableWeights(np.concatenate([units, shift, opening, fields], axis=1), angle)

    def _missing_at_chin(self, targets: Float32Array, jaw_motion: Float32Array) -> Float32Array:
        """Return what the chin still lacks of FAP 3's drop and of FAP 14's thrust, `(T, 2)` mm."""
        chin = self.handle_vertices[self.chin_handles[1:]]
        rotated = jaw_displacement(self.avatar, chin, self.jaw.angle(fap_target(targets, 3)))
        chin_targets = np.stack([-fap_target(targets, 3), fap_target(targets, 14) + rotated[:, 0, DEPTH]], axis=1)
        return np.asarray(chin_targets - jaw_motion[:, self.chin_handles])

    def _jaw_shift(self, targets: Float32Array) -> Float32Array:
        """Return the strengths `(T, 3)` of the units that move the jaw forward, to the left and to the right."""
        forward_delta, left_delta, _ = self.avatar.rig.unit_deltas[self.jaw_units, self.avatar.feature_points[CHIN]]
        left_strength = -fap_target(targets, 15) / left_delta[0]
        sideways = np.stack([np.maximum(left_strength, 0), np.maximum(-left_strength, 0)], axis=1)
        thrust = fap_target(targets, 14)
        forward_strength = (thrust - np.abs(left_strength) * left_delta[DEPTH] * (thrust > 0)) / forward_delta[DEPTH]
        return np.concatenate([np.maximum(forward_strength, 0)[:, None], sideways], axis=1)


def _solver(avatar: Avatar, fitted: IntArray, points: IntArray, axes: IntArray) -> BoxedLeastSquares:
    """Return the solver; its first `H` rows are the handles, the rest the axes that feature points have no FAP for."""
    controlled = set(zip(points.tolist(), axes.tolist(), strict=True))
    vertices = sorted({int(point) for point in points})
    free = [(vertex, axis) for vertex in vertices for axis in range(3) if (vertex, axis) not in controlled]
    deltas = avatar.rig.unit_deltas[fitted]
    strays = np.stack([STRAY_COST * deltas[:, vertex, axis] for vertex, axis in free])
    return BoxedLeastSquares(np.concatenate([deltas[:, points, axes].T, strays]), RIDGE, MAX_STRENGTH)


def _skull_share(point: str, axis: int) -> float:
    """Return how far FAPs place a point relative to the skull, 1, or to the jaw, 0.

    Brows, nose, ears and lips are placed relative to the skull, except the depth of the lips; chin, cheeks and tongue
    relative to the jaw. The chin boss lies between a lip that stays and a jaw that drops, where the skin stretches.
    """
    if point == CHIN_BOSS:
        return CHIN_BOSS_FIXED
    if point.startswith(("4.", "9.", "10.")):
        return 1.0
    return float(point.startswith(("2.", "8.")) and point != CHIN and axis != DEPTH)


def _demand_matrix(avatar: Avatar) -> Float32Array:
    """Return how much each FAP demands of each handle, `(66, H)`."""
    handles = {handle: index for index, handle in enumerate(avatar.rig.handles)}
    signs = {motion.fap: motion.sign for motion in handle_motions()}
    matrix = np.zeros((len(FAPS), len(handles)), np.float32)
    for motion in handle_motions():
        matrix[fap_index(motion.fap), handles[motion.point, motion.axis]] = motion.sign
    for number, outer in OUTER_LIPS.items():
        matrix[fap_index(number), handles[outer, DEPTH]] = 1
    for anchor in ANCHORS:
        for number, share in anchor.fap_shares if anchor.name in avatar.rig.anchors else ():
            matrix[fap_index(number), handles[anchor.name, 1]] = share * signs[number]
    for point in TONGUE_EDGES:
        half_width = abs(avatar.neutral[avatar.feature_points[point], 0])
        matrix[fap_index(TONGUE_ROLL), handles[point, 1]] = half_width
    return matrix
