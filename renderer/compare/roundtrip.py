"""There and back: markers to FAPs, FAPs to the avatar, and the markers read off the avatar again."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.markers.fap_weights import Direction, directions
from face.motion import FapMotion
from renderer.avatar.types import Avatar
from renderer.compare.seen import Seen
from renderer.deform.bind import bound

STILL: Final = 0.2
"""A direction with a standard deviation below this does not move, mm; its correlation would be that of noise."""
GOAL: Final = 0.9


@dataclass(frozen=True)
class Row:
    """One direction: its standard deviation on the speaker (mm), and the correlation and slope on the avatar.

    `correlation` and `slope` are None where the speaker keeps still.
    """

    direction: Direction
    deviation: float
    correlation: float | None
    slope: float | None


@dataclass(frozen=True)
class RoundTrip:
    """All 138 directions of one motion on one avatar with one deformer."""

    avatar: str
    deformer: str
    frames: int
    rows: tuple[Row, ...]

    def carried(self) -> list[Row]:
        """Return the moving directions that FAPs carry."""
        return [row for row in self.rows if row.direction.faps and row.correlation is not None]

    def lines(self) -> list[str]:
        """Return the results for a terminal."""
        hinted = [row for row in self.rows if row.direction.hints and not row.direction.faps]
        without = [str(row.direction) for row in self.rows if not (row.direction.faps or row.direction.hints)]
        moving = self.carried()
        reached = sum(row.correlation is not None and row.correlation >= GOAL for row in moving)
        return [
            f"{self.frames} frames on {self.avatar}, deformer {self.deformer}",
            f"{'direction':>9}  {'FAPs':12} {'sd mm':>6} {'r':>6} {'slope':>6}",
            *(_line(row, row.direction.faps) for row in self.rows if row.direction.faps),
            f"{reached} of {len(moving)} moving directions that have a FAP reach r = {GOAL}",
            f"{len(hinted)} directions that a neighbour's FAP follows in part:",
            *(_line(row, row.direction.hints) for row in hinted),
            f"{len(without)} directions have no FAP: {' '.join(without)}",
        ]


def _line(row: Row, numbers: tuple[int, ...]) -> str:
    start = f"{row.direction!s:>9}  {' '.join(map(str, numbers)):12} {row.deviation:6.2f}"
    if row.correlation is None or row.slope is None:
        return f"{start}  still"
    short = "" if row.correlation >= GOAL or not row.direction.faps else f"  below {GOAL}"
    return f"{start} {row.correlation:6.3f} {row.slope:6.2f}{short}"


def roundtrip(avatar: Avatar, motion: FapMotion, deformer: str = "fat") -> RoundTrip:
    """Return how well each marker direction comes back.

    Parameters
    ----------
    motion
        FAPs with the markers they were taken from.
    """
    seen = Seen(avatar, bound(avatar, np.asarray(motion.neutral)), motion)
    return RoundTrip(avatar.name, deformer, len(motion), rows(motion, seen.markers(deformer)))


def rows(motion: FapMotion, returned: NDArray[np.float32]) -> tuple[Row, ...]:
    """Return a row for each direction; `returned` `(T, 46, 3)` mm is how far the avatar's markers moved."""
    sent, back = np.asarray(motion.moved, float), returned.astype(float)
    every = directions(np.asarray(motion.neutral))
    return tuple(_row(d, sent[:, d.marker, d.axis], back[:, d.marker, d.axis]) for d in every)


def _row(direction: Direction, sent: NDArray[np.float64], returned: NDArray[np.float64]) -> Row:
    deviation = float(sent.std())
    if deviation < STILL:
        return Row(direction, deviation, None, None)
    together = float(np.mean((sent - sent.mean()) * (returned - returned.mean())))
    spread = float(returned.std())
    correlation = together / (deviation * spread) if spread else 0.0
    return Row(direction, deviation, correlation, together / deviation**2)
