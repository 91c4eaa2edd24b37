"""A baseline after Xface (Balci 2004), so that a study can ask whether the renderer hid a difference.

Each FAP moves a zone around its feature point along one fixed axis, most in the middle and less outwards by a raised
cosine. The jaw is shifted, not turned; lids do not roll; nothing is corrected afterwards, and what FAPs meet in one
place adds up. Many FAPs move nothing, as in the face that came with Xface. The weights are those of its description:
inner brows 0.9, middle and outer brows, cheeks and the squeeze between the brows far less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, Fap, fap_index
from renderer.avatar.types import Avatar
from renderer.deform import demand, turns
from renderer.deform.demand import amount

Floats = NDArray[np.float32]

BLOCK: Final = 32
DEAD: Final = frozenset({14, 15, 18, *range(27, 31), *range(43, 48), 52, 57, *range(61, 69)})
"""FAPs that move nothing, as in Xface's own face."""
APART: Final = frozenset({*range(23, 27), *demand.HEAD})
"""Turns of eyes and head, which Xface does apart from its zones."""
COPIED: Final = {4: 51, 5: 52, 6: 53, 7: 54, 8: 55, 9: 56, 10: 57, 11: 58, 12: 59, 13: 60}
"""Inner lip FAPs that take the outer one's value where they are 0."""
WEIGHT: Final = {31: 0.9, 32: 0.9, 33: 0.2, 34: 0.2, 35: 0.2, 36: 0.2, 37: 0.3, 38: 0.3} | dict.fromkeys(
    range(39, 43), 0.28
)
USUAL: Final = 0.6
RADIUS: Final = {2: 20.0, 3: 13.0, 4: 28.0, 5: 30.0, 8: 20.0}
"""Of the zones, by the FAP's group, mm."""
JAW_RADIUS: Final = 75.0
LID_AXIS: Final = (0.0, -1.0, 0.5)
LOWER: Final = frozenset({5, 10, 11, 16, 57, 58})
UPPER: Final = frozenset({4, 8, 9, 17, 51, 55, 56})
MOVED: Final = ("skin", "brows", "lashes")


@dataclass(frozen=True, eq=False)
class XfaceDeformer:
    """Moves one avatar by zones; `weights` `(66, V)` and `axes` `(66, 3)` say how each FAP moves each vertex."""

    avatar: Avatar
    weights: Floats
    axes: Floats

    def vertices(self, values: Floats) -> Floats:
        """Return the avatar's vertices `(T, V, 3)` mm for FAP values `(T, 66)`."""
        blocks = list(self.blocks(values))
        return np.concatenate(blocks) if blocks else np.empty((0, *self.avatar.neutral.shape), np.float32)

    def blocks(self, values: Floats) -> Iterator[Floats]:
        """Give the same in blocks of at most `BLOCK` frames."""
        for start in range(0, len(values), BLOCK):
            yield self._moved(demand.amounts(_copied(values[start : start + BLOCK]), self.avatar.fapu))

    def _moved(self, asked: Floats) -> Floats:
        points = np.repeat(self.avatar.neutral[None], len(asked), axis=0)
        for axis in range(3):
            points[:, :, axis] += (asked * self.axes[:, axis]) @ self.weights
        for side, (ball, eye) in enumerate(zip(self.avatar.rig.balls, self.avatar.rig.eyes, strict=True)):
            yaw, pitch = amount(asked, demand.YAW[side]), amount(asked, demand.PITCH[side])
            local = self.avatar.neutral[ball] - eye.centre
            points[:, ball] = eye.centre + local @ turns.gaze(yaw, pitch).transpose(0, 2, 1)
        local = points - self.avatar.rig.neck_pivot
        matrix = turns.head(*(amount(asked, number) for number in demand.HEAD))
        return np.asarray(points + self.avatar.rig.neck[:, None] * (local @ matrix.transpose(0, 2, 1) - local))


def xface(avatar: Avatar) -> XfaceDeformer:
    """Prepare the baseline for an avatar."""
    weights = np.zeros((len(FAPS), len(avatar.neutral)), np.float32)
    axes = np.zeros((len(FAPS), 3), np.float32)
    for fap in FAPS:
        if fap.number not in DEAD | APART:
            weights[fap_index(fap.number)] = _zone(avatar, fap)
            axes[fap_index(fap.number)] = LID_AXIS if fap.number in (19, 20) else fap.axis
    return XfaceDeformer(avatar, weights, axes)


def _copied(values: Floats) -> Floats:
    result = values.copy()
    for inner, outer in COPIED.items():
        mine = values[:, fap_index(inner)]
        result[:, fap_index(inner)] = np.where(mine == 0, values[:, fap_index(outer)], mine)
    return result


def _zone(avatar: Avatar, fap: Fap) -> Floats:
    """Return how far each vertex follows the FAP, `(V,)`."""
    centre = avatar.neutral[avatar.feature_points[fap.feature_point]]
    radius = JAW_RADIUS if fap.number == demand.JAW[0] else RADIUS[fap.group]
    away = np.minimum(np.linalg.norm(avatar.neutral - centre, axis=1) / radius, 1)
    zone = (1 + np.cos(np.pi * away)) / 2 * WEIGHT.get(fap.number, USUAL)
    return np.asarray(zone * _tissue(avatar, fap.number), np.float32)


def _tissue(avatar: Avatar, number: int) -> Floats:
    """Return 1 where a vertex belongs to what the FAP moves: skin of one lip, one lid, or the whole jaw."""
    skin = np.zeros(len(avatar.neutral), np.float32)
    moved = (*MOVED, "lower_teeth") if number == demand.JAW[0] else MOVED
    for part in avatar.parts:
        if part.name in moved:
            skin[part.vertices] = 1
    low = avatar.rig.jaw > 0.5
    if number == demand.JAW[0]:
        return np.asarray(skin * low)
    for side, lids in enumerate(demand.LIDS):
        if number in lids:
            return np.asarray(skin * (avatar.rig.lids[side, lids.index(number)] > 0.05))
    if number in LOWER | UPPER:
        return np.asarray(skin * (low == (number in LOWER)))
    return skin
