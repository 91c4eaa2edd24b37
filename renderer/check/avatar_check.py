"""The avatar check: how exactly each FAP, and many at once, move the avatar, and which artifacts they cause."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.random import Generator, default_rng

from face.arrays import Float32Array
from face.faps import FAPS, Fap, FapUnit, fap_index
from renderer.avatar.model import Avatar
from renderer.check.fap_combinations import random_combinations
from renderer.check.metrics import JAW, FapMetrics, SkinArtifacts, only_faps
from renderer.deformers.fap_targets import HEAD
from renderer.deformers.registry import Deformer, create_deformer

RANGE_SHARES: Final = (0.25, 0.5, 0.75, 1.0)
"""Shares of the working range, to each side, at which a FAP is measured."""
COMBINATIONS: Final = 200
MIN_DRIVEN_SHARE: Final = 0.5
"""A FAP is driven when its point moves at least this share of the demand."""
BLOCK_FRAMES: Final = 25
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
class FapCheck:
    """One FAP alone.

    Attributes
    ----------
    driven
        Whether it moves its feature point at all, more than half as far as demanded.
    error
        The worst of `|motion along its axis - demand| / demand` over the working range.
    leak
        The largest motion of a feature point of another tissue, as a fraction of the demand.
    flipped, stretch
        The most triangles of the skin turned over, and the most an edge was stretched (a ratio).
    """

    fap: int
    name: str
    driven: bool
    error: float
    leak: float
    flipped: int
    stretch: float


@dataclass(frozen=True)
class CombinationCheck:
    """Random coherent combinations of FAPs; `error` is relative to each FAP's range, `fap` the one with the worst."""

    count: int
    error: float
    fap: int
    flipped_median: float
    flipped_worst: int
    stretch_median: float
    stretch_worst: float


@dataclass(frozen=True)
class AvatarCheck:
    """All that was measured on one avatar: each FAP alone, and many FAPs `together`."""

    avatar: str
    deformer: str
    faps: tuple[FapCheck, ...]
    together: CombinationCheck

    def to_json(self) -> dict[str, Any]:
        """Return the results as JSON values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the results as a table for a terminal."""
        header = f"{'FAP':>3}  {'name':22} driven  error %    leak  flipped  stretch"
        rows = [
            f"{row.fap:3d}  {row.name:22} {'yes' if row.driven else 'NO':>6} {100 * row.error:8.2f} {row.leak:7.2f}"
            f" {row.flipped:8d} {row.stretch:8.2f}"
            for row in self.faps
        ]
        worst = f"worst error {100 * max(row.error for row in self.faps):.2f} %"
        title = f"{self.avatar}, deformer {self.deformer}; each FAP alone over its working range"
        return [title, header, *rows, worst, self._combination_line()]

    def _combination_line(self) -> str:
        together = self.together
        return (
            f"{together.count} random coherent combinations: worst error {100 * together.error:.2f} % of a FAP's range "
            f"(FAP {together.fap}); triangles turned over: median {together.flipped_median:g}, "
            f"worst {together.flipped_worst}; "
            f"longest stretch: median {together.stretch_median:.2f}, worst {together.stretch_worst:.2f}"
        )


def check_avatar(
    avatar: Avatar,
    deformer: str = "fat",
    *,
    count: int = COMBINATIONS,
    seed: int = 1,
    range_shares: tuple[float, ...] = RANGE_SHARES,
    faps: Sequence[Fap] = FAPS,
) -> AvatarCheck:
    """Measure one avatar: each of `faps` alone, and `count` random combinations of all FAPs, drawn from `seed`."""
    checker = _Checker(avatar, create_deformer(deformer, avatar), FapMetrics(avatar), SkinArtifacts.for_avatar(avatar))
    fap_checks = tuple(checker.check_fap(fap, range_shares) for fap in faps)
    return AvatarCheck(avatar.name, deformer, fap_checks, checker.check_combinations(count, default_rng(seed)))


@dataclass(frozen=True, eq=False)
class _Checker:
    avatar: Avatar
    deformer: Deformer
    metrics: FapMetrics
    artifacts: SkinArtifacts

    def check_fap(self, fap: Fap, range_shares: tuple[float, ...]) -> FapCheck:
        values = _fap_values(fap, range_shares)
        demand = values[:, fap_index(fap.number)] * self.avatar.fapu.mm_per_unit()[fap_index(fap.number)]
        frames = self.deformer.vertices(values)
        achieved = self.metrics.measure(fap, frames, self.avatar.neutral[None])
        still_head = fap.number not in HEAD
        return FapCheck(
            fap=fap.number,
            name=fap.name,
            driven=bool((achieved / demand).min() > MIN_DRIVEN_SHARE),
            error=round(float(np.abs(achieved / demand - 1).max()), 5),
            leak=round(self._leak(fap, frames, demand), 4),
            flipped=max(self.artifacts.flipped_triangles(frame) for frame in frames) if still_head else 0,
            stretch=round(max(self.artifacts.max_stretch(frame) for frame in frames), 3) if still_head else 1.0,
        )

    def _leak(self, fap: Fap, frames: Float32Array, demand: Float32Array) -> float:
        """Return the leak; a rotation's demand is the path of a point as far from the pivot as its feature point."""
        if fap.number in HEAD:
            return 0.0
        tissue = next(names for names in TISSUES if fap.feature_point.split(";")[0] in names)
        others = [vertex for name, vertex in self.avatar.feature_points.items() if name not in (*tissue, "9.15")]
        moved = np.linalg.norm(frames[:, others] - self.avatar.neutral[others], axis=2).max(axis=1)
        arm = self.avatar.rig.eyes[0].radius if fap.unit is FapUnit.AU else 1.0
        return float((moved / np.abs(demand * arm)).max())

    def check_combinations(self, count: int, random: Generator) -> CombinationCheck:
        values = random_combinations(count, random)
        ranges = np.array([max(-fap.working_range[0], fap.working_range[1]) for fap in FAPS])
        units = self.avatar.fapu.mm_per_unit()
        errors, flipped, stretch = np.zeros((count, len(FAPS))), np.zeros(count, int), np.zeros(count)
        for start in range(0, count, BLOCK_FRAMES):
            rows = slice(start, start + BLOCK_FRAMES)
            block = values[rows]
            frames = self.deformer.vertices(block)
            jaw_only, opening_only = (self.deformer.vertices(only_faps(block, faps)) for faps in (JAW, (3,)))
            achieved = self.metrics.measure_all(frames, jaw_only, opening_only)
            errors[rows] = np.abs(achieved - block * units) / (ranges * units)
            flipped[rows] = [self.artifacts.flipped_triangles(frame) for frame in frames]
            stretch[rows] = [self.artifacts.max_stretch(frame) for frame in frames]
        worst = errors.max(axis=0)
        return CombinationCheck(
            count=count,
            error=round(float(worst.max()), 5),
            fap=FAPS[int(worst.argmax())].number,
            flipped_median=float(np.median(flipped)),
            flipped_worst=int(flipped.max()),
            stretch_median=round(float(np.median(stretch)), 3),
            stretch_worst=round(float(stretch.max()), 3),
        )


def _fap_values(fap: Fap, range_shares: tuple[float, ...]) -> Float32Array:
    ends = [end for end in fap.working_range if end]
    values = np.zeros((len(ends) * len(range_shares), len(FAPS)), np.float32)
    values[:, fap_index(fap.number)] = [end * share for end in ends for share in range_shares]
    return values
