"""The round trip: markers to FAPs, FAPs to the avatar, and the markers measured on the avatar again."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from face.markers.fap_weights import Direction, directions
from face.motion import FapMotion
from renderer.avatar.model import Avatar
from renderer.compare.avatar_markers import AvatarMarkers

STILL_DEVIATION: Final = 0.2
"""A direction with a standard deviation below this counts as still, mm; its correlation would be that of noise."""
GOAL: Final = 0.9


@dataclass(frozen=True)
class DirectionResult:
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
    directions: tuple[DirectionResult, ...]

    def moving_with_fap(self) -> list[DirectionResult]:
        """Return the moving directions that have a FAP."""
        return [row for row in self.directions if row.direction.faps and row.correlation is not None]

    def lines(self) -> list[str]:
        """Return the results for a terminal."""
        hinted = [row for row in self.directions if row.direction.hints and not row.direction.faps]
        without = [str(row.direction) for row in self.directions if not (row.direction.faps or row.direction.hints)]
        moving = self.moving_with_fap()
        reached = sum(row.correlation is not None and row.correlation >= GOAL for row in moving)
        return [
            f"{self.frames} frames on {self.avatar}, deformer {self.deformer}",
            f"{'direction':>9}  {'FAPs':12} {'sd mm':>6} {'r':>6} {'slope':>6}",
            *(_line(row, row.direction.faps) for row in self.directions if row.direction.faps),
            f"{reached} of {len(moving)} moving directions that have a FAP reach r = {GOAL}",
            f"{len(hinted)} directions partly follow a neighbour's FAP:",
            *(_line(row, row.direction.hints) for row in hinted),
            f"{len(without)} directions have no FAP: {' '.join(without)}",
        ]


def _line(row: DirectionResult, faps: tuple[int, ...]) -> str:
    start = f"{row.direction!s:>9}  {' '.join(map(str, faps)):12} {row.deviation:6.2f}"
    if row.correlation is None or row.slope is None:
        return f"{start}  still"
    shortfall = "" if row.correlation >= GOAL or not row.direction.faps else f"  below {GOAL}"
    return f"{start} {row.correlation:6.3f} {row.slope:6.2f}{shortfall}"


def measure_round_trip(avatar: Avatar, motion: FapMotion, deformer: str = "fat") -> RoundTrip:
    """Return how well each marker direction is recovered.

    Parameters
    ----------
    motion
        FAPs with the markers they were measured from.
    """
    returned = AvatarMarkers.for_motion(avatar, motion).displacements(deformer)
    return RoundTrip(avatar.name, deformer, len(motion), direction_results(motion, returned))


def direction_results(motion: FapMotion, returned: Float32Array) -> tuple[DirectionResult, ...]:
    """Return a result for each direction; `returned` `(T, 46, 3)` mm is how far the avatar's markers moved."""
    sent, back = np.asarray(motion.moved, float), returned.astype(float)
    return tuple(
        _direction_result(
            direction, sent[:, direction.marker, direction.axis], back[:, direction.marker, direction.axis]
        )
        for direction in directions(np.asarray(motion.neutral))
    )


def _direction_result(direction: Direction, sent: Float64Array, returned: Float64Array) -> DirectionResult:
    deviation = float(sent.std())
    if deviation < STILL_DEVIATION:
        return DirectionResult(direction, deviation, None, None)
    covariance = float(np.mean((sent - sent.mean()) * (returned - returned.mean())))
    returned_deviation = float(returned.std())
    correlation = covariance / (deviation * returned_deviation) if returned_deviation else 0.0
    return DirectionResult(direction, deviation, correlation, covariance / deviation**2)
