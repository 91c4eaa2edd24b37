"""The numbers of the check: for every FAP alone over its working range, and for many at once."""

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, Fap, FapUnit, fap_index
from renderer import deform
from renderer.avatar.types import Avatar
from renderer.check.coherent import combinations
from renderer.check.damage import Skin
from renderer.check.gauge import JAW, Gauge, alone
from renderer.deform.demand import HEAD

Floats = NDArray[np.float32]

STEPS: Final = (0.25, 0.5, 0.75, 1.0)
"""Shares of the working range, to each side, at which a FAP is measured."""
COMBINATIONS: Final = 200
DRIVEN: Final = 0.5
"""A FAP is driven when its point does at least this share of what is asked."""
TISSUES: Final = (
    ("2.1", "2.10", "6.1", "6.2", "6.3", "6.4"),
    ("2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", *(f"8.{n}" for n in range(1, 9))),
    ("3.1", "3.2", "3.3", "3.4"),
    ("3.5", "3.6"),
    tuple(f"4.{n}" for n in range(1, 7)),
    tuple(f"5.{n}" for n in range(1, 5)),
    ("9.1", "9.2", "9.3"),
    tuple(f"10.{n}" for n in range(1, 5)),
)
"""Feature points that lie in one piece of tissue; the tongue lies in the jaw."""


@dataclass(frozen=True)
class FapChecked:
    """One FAP alone.

    Attributes
    ----------
    driven
        Whether it moves its feature point at all, more than half as far as asked.
    error
        The worst of |motion along its axis - demand| / demand over the working range.
    leak
        The largest motion of a feature point of another tissue, as a fraction of the demand.
    flipped, stretch
        The most triangles of the skin turned over, and the most a side of one was stretched (a ratio).
    """

    fap: int
    name: str
    driven: bool
    error: float
    leak: float
    flipped: int
    stretch: float


@dataclass(frozen=True)
class TogetherChecked:
    """Random coherent combinations of FAPs; `error` is relative to each FAP's range, `fap` the one with the worst."""

    count: int
    error: float
    fap: int
    flipped_median: float
    flipped_worst: int
    stretch_median: float
    stretch_worst: float


@dataclass(frozen=True)
class Checked:
    """All that was measured on one avatar."""

    avatar: str
    deformer: str
    faps: tuple[FapChecked, ...]
    together: TogetherChecked

    def as_json(self) -> dict[str, Any]:
        """Return the results as JSON's types."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the results as a table for a terminal."""
        head = f"{'FAP':>3}  {'name':22} driven  error %    leak  flipped  stretch"
        rows = [
            f"{row.fap:3d}  {row.name:22} {'yes' if row.driven else 'NO':>6} {100 * row.error:8.2f} {row.leak:7.2f}"
            f" {row.flipped:8d} {row.stretch:8.2f}"
            for row in self.faps
        ]
        alone = f"worst error {100 * max(row.error for row in self.faps):.2f} %"
        title = f"{self.avatar}, deformer {self.deformer}; each FAP alone over its working range"
        return [title, head, *rows, alone, self._together()]

    def _together(self) -> str:
        both = self.together
        return (
            f"{both.count} random coherent combinations: worst error {100 * both.error:.2f} % of a FAP's range "
            f"(FAP {both.fap}); triangles turned over: median {both.flipped_median:g}, worst {both.flipped_worst}; "
            f"longest stretch: median {both.stretch_median:.2f}, worst {both.stretch_worst:.2f}"
        )


def check(
    avatar: Avatar,
    deformer: str = "fat",
    *,
    count: int = COMBINATIONS,
    seed: int = 1,
    steps: tuple[float, ...] = STEPS,
) -> Checked:
    """Measure one avatar: each of the 66 FAPs alone, and `count` random combinations drawn from `seed`."""
    bench = _Bench(avatar, deform.make(deformer, avatar), Gauge(avatar), Skin.of(avatar))
    faps = tuple(bench.alone(fap, steps) for fap in FAPS)
    return Checked(avatar.name, deformer, faps, bench.together(count, np.random.default_rng(seed)))


@dataclass(frozen=True, eq=False)
class _Bench:
    avatar: Avatar
    deformer: deform.Deformer
    gauge: Gauge
    skin: Skin

    def alone(self, fap: Fap, steps: tuple[float, ...]) -> FapChecked:
        values = _steps(fap, steps)
        asked = values[:, fap_index(fap.number)] * self.avatar.fapu.mm_per_unit()[fap_index(fap.number)]
        frames = self.deformer.vertices(values)
        achieved = self.gauge.one(fap, frames, self.avatar.neutral[None])
        still = fap.number not in HEAD
        return FapChecked(
            fap=fap.number,
            name=fap.name,
            driven=bool((achieved / asked).min() > DRIVEN),
            error=round(float(np.abs(achieved / asked - 1).max()), 5),
            leak=round(self._leak(fap, frames, asked), 4),
            flipped=max(self.skin.flipped(frame) for frame in frames) if still else 0,
            stretch=round(max(self.skin.stretch(frame) for frame in frames), 3) if still else 1.0,
        )

    def _leak(self, fap: Fap, frames: Floats, asked: Floats) -> float:
        """Return the leak; a turn's demand is the way of a point as far from the pivot as its feature point."""
        if fap.number in HEAD:
            return 0.0
        mine = next(names for names in TISSUES if fap.feature_point.split(";")[0] in names)
        others = [vertex for name, vertex in self.avatar.feature_points.items() if name not in (*mine, "9.15")]
        moved = np.linalg.norm(frames[:, others] - self.avatar.neutral[others], axis=2).max(axis=1)
        arm = self.avatar.rig.eyes[0].radius if fap.unit is FapUnit.AU else 1.0
        return float((moved / np.abs(asked * arm)).max())

    def together(self, count: int, random: np.random.Generator) -> TogetherChecked:
        values = combinations(count, random)
        ranges = np.array([max(-fap.working_range[0], fap.working_range[1]) for fap in FAPS])
        misses, flipped, stretch = np.zeros((count, len(FAPS))), np.zeros(count, int), np.zeros(count)
        for start in range(0, count, BLOCK):
            block = values[start : start + BLOCK]
            frames = self.deformer.vertices(block)
            units = self.avatar.fapu.mm_per_unit()
            carried, turned = (self.deformer.vertices(alone(block, some)) for some in (JAW, (3,)))
            read = self.gauge.read(frames, carried, turned)
            misses[start : start + BLOCK] = np.abs(read - block * units) / (ranges * units)
            flipped[start : start + BLOCK] = [self.skin.flipped(frame) for frame in frames]
            stretch[start : start + BLOCK] = [self.skin.stretch(frame) for frame in frames]
        worst = misses.max(axis=0)
        return TogetherChecked(
            count=count,
            error=round(float(worst.max()), 5),
            fap=FAPS[int(worst.argmax())].number,
            flipped_median=float(np.median(flipped)),
            flipped_worst=int(flipped.max()),
            stretch_median=round(float(np.median(stretch)), 3),
            stretch_worst=round(float(stretch.max()), 3),
        )


BLOCK: Final = 25


def _steps(fap: Fap, steps: tuple[float, ...]) -> Floats:
    ends = [end for end in fap.working_range if end]
    values = np.zeros((len(ends) * len(steps), len(FAPS)), np.float32)
    values[:, fap_index(fap.number)] = [end * step for end in ends for step in steps]
    return values
