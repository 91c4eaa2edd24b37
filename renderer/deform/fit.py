"""Turns what FAPs ask of the feature points into weights of the avatar's units and fields."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, fap_index
from renderer.avatar.seam import ANCHORS
from renderer.avatar.types import Avatar
from renderer.deform.demand import ROLL, amount, pulls
from renderer.deform.jaw import Jaw, carried
from renderer.deform.solve import BoxedLeastSquares

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

RIDGE: Final = 0.4
"""Cost of a unit at full strength, mm²."""
FREE: Final = 0.15
"""What a stray along an axis that no FAP rules costs, against one along an axis that has its FAP."""
LIMIT: Final = 1.2
"""The greatest strength of a unit."""
JAW_UNITS: Final = ("jawForward", "jawLeft", "jawRight")
CHIN: Final = "2.1"
CHIN_BOSS: Final = "2.10"
BOSS_STAYS: Final = 0.2
TONGUE_EDGES: Final = ("6.3", "6.4")
DEPTH: Final = 2
OUTER_LIPS: Final = {16: "8.2", 17: "8.1"}
"""FAPs that push a lip forward, and the lip's outer point, which goes along; else face units drag it elsewhere."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights of a block of frames: `rows` `(T, R)` of the fit's table, and the jaw's `angle` `(T,)` rad."""

    rows: Floats
    angle: Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """The fit for one avatar; `H` counts its handles, each a feature point along an axis.

    Attributes
    ----------
    fitted, jaw_units
        Which of the rig's units are fitted, and which move the jaw as FAPs 14 and 15 ask.
    points, axes
        `(H,)`, each handle's vertex and axis.
    reach, jaw_reach
        How far the units move the handles along their axes: `(U, H)` and `(3, H)` mm.
    absolute
        `(H,)`, 1 where FAPs place the handle relative to the head, down to 0 where it goes along with the jaw.
    pull
        `(66, H)`, which FAP asks what of which handle.
    unmixed
        `(H, H)`, weights of the fields that move one handle and no other.
    chin
        `(2,)`, the handles of the chin's height and depth, which FAPs 3 and 14 ask for.
    """

    avatar: Avatar
    jaw: Jaw
    solver: BoxedLeastSquares
    fitted: Indices
    jaw_units: Indices
    points: Indices
    axes: Indices
    reach: Floats
    jaw_reach: Floats
    absolute: Floats
    pull: Floats
    unmixed: Floats
    chin: Indices

    @classmethod
    def of(cls, avatar: Avatar) -> Self:
        """Prepare the fit for an avatar."""
        rig = avatar.rig
        jaw_units = np.array([rig.units.index(name) for name in JAW_UNITS])
        fitted = np.setdiff1d(np.arange(len(rig.units)), jaw_units)
        places = {**avatar.feature_points, **rig.anchors}
        points = np.array([places[point] for point, _ in rig.handles])
        axes = np.array([axis for _, axis in rig.handles])
        at_points = rig.fields[:, points] * (axes[:, None] == axes)
        return cls(
            avatar=avatar,
            jaw=Jaw.of(avatar),
            solver=_solver(avatar, fitted, points, axes),
            fitted=fitted,
            jaw_units=jaw_units,
            points=points,
            axes=axes,
            reach=rig.unit_deltas[fitted][:, points, axes],
            jaw_reach=rig.unit_deltas[jaw_units][:, points, axes],
            absolute=np.array([_absolute(*handle) for handle in rig.handles], np.float32),
            pull=_pull(avatar),
            unmixed=np.linalg.inv(at_points).astype(np.float32),
            chin=np.array([rig.handles.index((CHIN, axis)) for axis in (1, DEPTH)]),
        )

    def table(self) -> Floats:
        """Return what each weight moves, `(R, V, 3)` mm: fitted units, jaw units, the open jaw's shape, handles."""
        rig = self.avatar.rig
        handles = rig.fields[:, :, None] * np.eye(3, dtype=np.float32)[self.axes][:, None, :]
        return np.concatenate(
            [rig.unit_deltas[self.fitted], rig.unit_deltas[self.jaw_units], rig.jaw_shape[None], handles]
        )

    def weights(self, asked: Floats) -> Weights:
        """Return the weights for what is asked of a block of frames, `(T, 66)` mm and rad."""
        aside = self._aside(asked)
        sinks = -aside @ self.avatar.rig.unit_deltas[self.jaw_units, self.avatar.feature_points[CHIN], 1]
        angle = self.jaw.angle(amount(asked, 3) - np.where(amount(asked, 3) > 0, sinks, 0))
        on_the_way = carried(self.avatar, self.points, angle)[:, np.arange(len(self.axes)), self.axes]
        misses = asked @ self.pull - self.absolute * (on_the_way + aside @ self.jaw_reach)
        misses[:, self.chin] = self._chin_left(asked, on_the_way + aside @ self.jaw_reach)
        units = self.solver.solve(np.pad(misses, ((0, 0), (0, len(self.solver.matrix) - len(self.axes)))))
        left = misses - units @ self.reach
        opened = angle[:, None] / np.float32(self.avatar.rig.jaw_angle)
        return Weights(np.concatenate([units, aside, opened, left @ self.unmixed], axis=1), angle)

    def _chin_left(self, asked: Floats, moved: Floats) -> Floats:
        """Return what the chin still lacks, `(T, 2)` mm: of FAP 3's drop, and of 14's thrust from where 3 turns it."""
        turned = carried(self.avatar, self.points[self.chin[1:]], self.jaw.angle(amount(asked, 3)))
        wanted = np.stack([-amount(asked, 3), amount(asked, 14) + turned[:, 0, DEPTH]], axis=1)
        return np.asarray(wanted - moved[:, self.chin])

    def _aside(self, asked: Floats) -> Floats:
        """Return the strengths `(T, 3)` of the units that bring the jaw forward, to the left and to the right."""
        forward, left, _ = self.avatar.rig.unit_deltas[self.jaw_units, self.avatar.feature_points[CHIN]]
        to_left = -amount(asked, 15) / left[0]
        sideways = np.stack([np.maximum(to_left, 0), np.maximum(-to_left, 0)], axis=1)
        ahead = (amount(asked, 14) - np.abs(to_left) * left[DEPTH] * (amount(asked, 14) > 0)) / forward[DEPTH]
        return np.concatenate([np.maximum(ahead, 0)[:, None], sideways], axis=1)


def _solver(avatar: Avatar, fitted: Indices, points: Indices, axes: Indices) -> BoxedLeastSquares:
    """Return the solver; its first `H` rows are the handles, the rest the axes that feature points have no FAP for."""
    ruled = set(zip(points.tolist(), axes.tolist(), strict=True))
    every = sorted({int(point) for point in points})
    free = [(point, axis) for point in every for axis in range(3) if (point, axis) not in ruled]
    deltas = avatar.rig.unit_deltas[fitted]
    strays = np.stack([FREE * deltas[:, point, axis] for point, axis in free])
    return BoxedLeastSquares(np.concatenate([deltas[:, points, axes].T, strays]), RIDGE, LIMIT)


def _absolute(point: str, axis: int) -> float:
    """Return how far FAPs place the point relative to the head.

    Brows, nose and ears lie on the skull, lips are placed absolutely but for their depth; chin, cheeks and tongue ride.

    The chin's boss lies between a lip that stays and a jaw that drops, and gives the skin there room to stretch.
    """
    if point == CHIN_BOSS:
        return BOSS_STAYS
    if point.startswith(("4.", "9.", "10.")):
        return 1.0
    return float(point.startswith(("2.", "8.")) and point != CHIN and axis != DEPTH)


def _pull(avatar: Avatar) -> Floats:
    handles = {handle: index for index, handle in enumerate(avatar.rig.handles)}
    matrix = np.zeros((len(FAPS), len(handles)), np.float32)
    for pull in pulls():
        matrix[fap_index(pull.fap), handles[pull.point, pull.axis]] = pull.sign
    for number, outer in OUTER_LIPS.items():
        matrix[fap_index(number), handles[outer, DEPTH]] = 1
    for anchor in ANCHORS:
        for number, share in anchor.follows if anchor.name in avatar.rig.anchors else ():
            matrix[fap_index(number), handles[anchor.name, 1]] = share * _sign(number)
    for point in TONGUE_EDGES:
        half_width = abs(avatar.neutral[avatar.feature_points[point], 0])
        matrix[fap_index(ROLL), handles[point, 1]] = half_width
    return matrix


def _sign(number: int) -> int:
    return next(pull.sign for pull in pulls() if pull.fap == number)
