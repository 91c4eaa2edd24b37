"""What FAPs did to a face, read off its vertices alone: nothing here asks the deformer what it meant to do."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, Fap, fap_index
from renderer.avatar.types import Avatar
from renderer.deform import demand

Floats = NDArray[np.float64]
Frames = NDArray[np.float32]

JAW: Final = (3, 14, 15)
THRUST: Final = 14
RIDING: Final = (*range(16, 19), *range(39, 48))
"""FAPs measured from where the jaw carries their points: lips' depths, chin boss, cheeks and tongue ride along.
So does the jaw's own thrust, with the turn."""
YAW, PITCH, TILT = range(3)
EYES: Final = {23: (0, YAW), 24: (1, YAW), 25: (0, PITCH), 26: (1, PITCH)}
HEAD: Final = {48: PITCH, 49: YAW, 50: TILT}
PUPILS: Final = {29: 0, 30: 1}
THRUSTS: Final = {27: 0, 28: 1}


@dataclass(frozen=True, eq=False)
class Gauge:
    """Reads motion off one avatar's vertices."""

    avatar: Avatar

    def read(self, frames: Frames, carried: Frames | None = None, turned: Frames | None = None) -> Floats:
        """Return how far each FAP's point moved in its direction, `(T, 66)` mm, or rad for turns.

        Parameters
        ----------
        frames
            Vertices `(T, V, 3)` mm.
        carried, turned
            The same frames with nothing but the FAPs of the jaw, and nothing but its opening, `(T, V, 3)`; if not
            given, at rest. From there is measured what rides on the jaw, and the jaw's thrust.
        """
        rest = self.avatar.neutral[None]
        start = dict.fromkeys(RIDING, rest if carried is None else carried) | {
            THRUST: rest if turned is None else turned
        }
        return np.stack([self.one(fap, frames, start.get(fap.number, rest)) for fap in FAPS], axis=1)

    def one(self, fap: Fap, frames: Frames, start: Frames) -> Floats:
        """Return the same for one FAP, `(T,)`, as measured from the vertices `start` `(T or 1, V, 3)`."""
        match fap.number:
            case number if number in EYES:
                side, axis = EYES[number]
                return self._turn(frames, self._ball(side), axis)
            case number if number in HEAD:
                teeth = self.avatar.part("upper_teeth").vertices
                return self._turn(frames, np.arange(teeth.start, teeth.stop), HEAD[number])
            case number if number in PUPILS:
                return self._pupil(frames, PUPILS[number])
            case number if number in THRUSTS:
                return self._thrust(frames, THRUSTS[number])
            case demand.ROLL:
                return self._tongue_roll(frames, start)
            case _:
                return self._along(fap, frames, start)

    def _along(self, fap: Fap, frames: Frames, start: Frames) -> Floats:
        point = self.avatar.feature_points[fap.feature_point]
        return np.asarray((frames[:, point] - start[:, point]).astype(float) @ np.array(fap.axis))

    def _ball(self, side: int) -> NDArray[np.int64]:
        rig = self.avatar.rig
        return np.flatnonzero(rig.balls[side] & ~rig.pupils[side].any(axis=1))

    def _turn(self, frames: Frames, which: NDArray[np.int64], axis: int) -> Floats:
        return angles(turns(self.avatar.neutral[which], frames[:, which]))[:, axis]

    def _thrust(self, frames: Frames, side: int) -> Floats:
        which, centre = self._ball(side), self.avatar.rig.eyes[side].centre
        before = self.avatar.neutral[which] - centre
        middle = before.mean(axis=0) @ turns(before, frames[:, which]).transpose(0, 2, 1)
        return np.asarray((frames[:, which].mean(axis=1) - centre - middle)[:, 2])

    def _pupil(self, frames: Frames, side: int) -> Floats:
        growth = np.linalg.norm(self.avatar.rig.pupils[side], axis=1)
        rim = np.flatnonzero(growth > 0.999 * growth.max())
        here, there = frames[:, rim], np.roll(frames[:, rim], len(rim) // 2, axis=1)
        rest = self.avatar.neutral[rim]
        before = np.linalg.norm(rest - np.roll(rest, len(rim) // 2, axis=0), axis=1).mean()
        return np.asarray(np.linalg.norm(here - there, axis=2).mean(axis=1) - before)

    def _tongue_roll(self, frames: Frames, start: Frames) -> Floats:
        edges = [self.avatar.feature_points[name] for name in ("6.3", "6.4")]
        wide = np.abs(self.avatar.neutral[edges, 0])
        risen = (frames[:, edges, 1] - start[:, edges, 1]).astype(float)
        return np.asarray(np.arctan2(risen, wide).mean(axis=1))


def turns(before: Frames, after: Frames) -> Floats:
    """Return the turns `(T, 3, 3)` that best carry `before` `(n, 3)` to `after` `(T, n, 3)` (Kabsch 1976)."""
    centred = after - after.mean(axis=1, keepdims=True)
    u, _, v = np.linalg.svd((before - before.mean(axis=0)).T.astype(float) @ centred)
    straight = np.linalg.det(u @ v)
    v[:, 2] *= np.sign(straight)[:, None]
    return np.asarray((u @ v).transpose(0, 2, 1))


def angles(matrix: Floats) -> Floats:
    """Return yaw to the left, pitch down and tilt to the right `(T, 3)` rad of turns about y, then x, then z."""
    yaw = np.arctan2(matrix[:, 0, 2], matrix[:, 2, 2])
    pitch = np.arcsin(np.clip(-matrix[:, 1, 2], -1, 1))
    tilt = np.arctan2(matrix[:, 1, 0], matrix[:, 1, 1])
    return np.stack([yaw, pitch, tilt], axis=1)


def alone(values: Frames, numbers: tuple[int, ...]) -> Frames:
    """Return FAP values `(T, 66)` with nothing left but these FAPs."""
    kept = np.zeros_like(values)
    columns = [fap_index(number) for number in numbers]
    kept[:, columns] = values[:, columns]
    return kept
