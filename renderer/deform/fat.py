"""The default deformer, after MPEG-4's face animation tables: the avatar's feature points go where the FAPs put them.

In each frame the jaw turns first and carries what hangs on it. What the FAPs still ask of the feature points is given
to the face units by least squares, and what the units can't do to fields around the points. Units and fields are the
rows of one table, and so are the face at rest and the jaw's turn, as powers of its angle: a frame is a row of weights
times that table. Then lids roll, eyeballs and head turn.
Lip FAPs are places relative to the head: FAP 3 alone drops the chin and leaves the lips closed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from renderer.avatar.types import Avatar
from renderer.deform import contact, demand, turns
from renderer.deform.demand import amount
from renderer.deform.fit import Fit, Weights

Floats = NDArray[np.float32]

BLOCK: Final = 32
"""Frames worked on at once."""
STEEPEST: Final = 0.97
"""Sine of the greatest angle to which a lid can roll."""
LID_POINTS: Final = (("3.1", "3.3"), ("3.2", "3.4"))


@dataclass(frozen=True, eq=False)
class FatDeformer:
    """Moves one avatar; made by `fat`.

    Attributes
    ----------
    table
        The first `M` vertices at rest and what each weight of the fit and each power of the jaw's angle adds to them,
        `(1 + R + P, 3 M)` mm. What lies behind them no weight moves.
    on_lids, balls
        The vertices that roll with the left and the right eye's lids, and those of the eyeballs.
    """

    avatar: Avatar
    fit: Fit
    table: Floats
    on_lids: tuple[NDArray[np.int64], NDArray[np.int64]]
    balls: tuple[slice | NDArray[np.int64], slice | NDArray[np.int64]]

    def vertices(self, values: Floats) -> Floats:
        """Return the avatar's vertices `(T, V, 3)` mm for FAP values `(T, 66)`."""
        blocks = list(self.blocks(values))
        return np.concatenate(blocks) if blocks else np.empty((0, *self.avatar.neutral.shape), np.float32)

    def blocks(self, values: Floats) -> Iterator[Floats]:
        """Give the same in blocks of at most `BLOCK` frames, for motion of any length."""
        for start in range(0, len(values), BLOCK):
            asked = demand.amounts(values[start : start + BLOCK], self.avatar.fapu)
            yield self._moved(contact.settled(asked, self.avatar.fapu))

    def _moved(self, asked: Floats) -> Floats:
        points = self._blended(self.fit.weights(asked))
        for side in (0, 1):
            self._roll_lids(points, asked, side)
            self._turn_eye(points, asked, side)
        if any(amount(asked, number).any() for number in demand.HEAD):
            self._turn_head(points, asked)
        return points

    def _blended(self, weights: Weights) -> Floats:
        count, moving = len(weights.rows), self.table.shape[1]
        points = np.empty((count, self.avatar.neutral.size), np.float32)
        powers = weights.angle[:, None] ** np.arange(1, turns.POWERS + 1, dtype=np.float32)
        rows = np.concatenate([np.ones((count, 1), np.float32), weights.rows, powers], axis=1)
        np.matmul(rows, self.table, out=points[:, :moving])
        points[:, moving:] = self.avatar.neutral.ravel()[moving:]
        return points.reshape(count, -1, 3)

    def _roll_lids(self, points: Floats, asked: Floats, side: int) -> None:
        eye, moving = self.avatar.rig.eyes[side], self.on_lids[side]
        shares = self.avatar.rig.lids[side][:, moving]
        rolls = np.zeros((len(points), len(moving)), np.float32)
        for lid, (number, down) in enumerate(zip(demand.LIDS[side], (-1, 1), strict=True)):
            vertex = self.avatar.feature_points[LID_POINTS[side][lid]]
            height = self.avatar.neutral[vertex, 1] + down * amount(asked, number)
            rolls += self._roll_to(points[:, vertex], height, side)[:, None] * shares[lid]
        start = np.take(points, moving, axis=1)
        points[:, moving] = start + turns.roll(start, eye, rolls)

    def _roll_to(self, points: Floats, height: Floats, side: int) -> Floats:
        """Return the angle `(T,)` by which `points` `(T, 3)` roll over the eyeball to come to `height` `(T,)` mm."""
        centre = self.avatar.rig.eyes[side].centre
        distance = np.hypot(points[:, 1] - centre[1], points[:, 2] - centre[2])
        wanted = np.clip((height - centre[1]) / distance, -STEEPEST, STEEPEST)
        return np.asarray(np.arcsin(wanted) - np.arcsin((points[:, 1] - centre[1]) / distance))

    def _turn_eye(self, points: Floats, asked: Floats, side: int) -> None:
        ball, centre = self.balls[side], self.avatar.rig.eyes[side].centre
        growth = amount(asked, demand.PUPILS[side])
        local = self.avatar.neutral[ball] - centre + growth[:, None, None] * self.avatar.rig.pupils[side][ball]
        less = turns.gaze(amount(asked, demand.YAW[side]), amount(asked, demand.PITCH[side])) - np.eye(3)
        turned = local + (local @ less.transpose(0, 2, 1)).astype(np.float32)
        turned[:, :, 2] += amount(asked, demand.THRUST[side])[:, None]
        points[:, ball] += turned - (self.avatar.neutral[ball] - centre)

    def _turn_head(self, points: Floats, asked: Floats) -> None:
        rig = self.avatar.rig
        local = points - rig.neck_pivot
        matrix = turns.head(*(amount(asked, number) for number in demand.HEAD))
        points += rig.neck[:, None] * (local @ matrix.transpose(0, 2, 1) - local)


def fat(avatar: Avatar) -> FatDeformer:
    """Prepare the default deformer for an avatar."""
    fit, rig = Fit.of(avatar), avatar.rig
    turned = turns.hinge_powers(avatar.neutral, rig.jaw, rig.jaw_pivot)
    table = np.concatenate([avatar.neutral[None], fit.table(), turned])
    moving = 1 + int(np.flatnonzero(table[1:].any(axis=(0, 2)))[-1])
    on_lids = tuple(np.flatnonzero(lids.any(axis=0)) for lids in rig.lids)
    flat = np.ascontiguousarray(table[:, :moving].reshape(len(table), -1))
    balls = (_places(rig.balls[0]), _places(rig.balls[1]))
    return FatDeformer(avatar=avatar, fit=fit, table=flat, on_lids=(on_lids[0], on_lids[1]), balls=balls)


def _places(chosen: NDArray[np.bool_]) -> slice | NDArray[np.int64]:
    """Return where `chosen` is True, as a slice if it can be one: that is far quicker to read and write."""
    places = np.flatnonzero(chosen)
    whole = len(places) > 0 and places[-1] - places[0] + 1 == len(places)
    return slice(int(places[0]), int(places[-1]) + 1) if whole else places
