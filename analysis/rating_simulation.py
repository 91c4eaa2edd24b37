"""Ratings with a known truth: to test the analysis, to plan studies, and for scripted participants."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from scipy.special import ndtri

from analysis.ratings import RatingRow, Ratings


@dataclass(frozen=True)
class StandardDeviations:
    """Standard deviations in points: of raters, clips, what each thinks of a condition, and the rest."""

    rater: float = 1.2
    clip: float = 0.5
    rater_condition: float = 0.5
    clip_condition: float = 0.4
    residual: float = 1.5


@dataclass(frozen=True)
class RatingModel:
    """What simulated raters think: the same question always gets the same answer, in any order of asking.

    Every effect is drawn from a hash of `seed` and the names it belongs to, so two processes agree without
    sharing anything. Conditions without an entry in `effects` have effect 0.
    """

    seed: int = 0
    effects: Mapping[str, float] = field(default_factory=dict)
    spread: StandardDeviations = StandardDeviations()
    scale: tuple[int, int] = (1, 10)

    def rating(self, rater: str, condition: str, region: str, clip: str) -> int:
        """Return the rater's answer, rounded and kept on the scale."""
        low, high = self.scale
        return int(min(high, max(low, round(self.opinion(rater, condition, region, clip)))))

    def opinion(self, rater: str, condition: str, region: str, clip: str) -> float:
        """Return the answer in points before it is put on the scale."""
        parts = {
            ("rater", rater, region): self.spread.rater,
            ("clip", clip, region): self.spread.clip,
            ("rater:condition", rater, condition, region): self.spread.rater_condition,
            ("clip:condition", clip, condition, region): self.spread.clip_condition,
            ("residual", rater, clip, condition, region): self.spread.residual,
        }
        chance = sum(deviation * self._normal(*key) for key, deviation in parts.items())
        return sum(self.scale) / 2 + self.effects.get(condition, 0.0) + chance

    def _normal(self, *key: str) -> float:
        """Return a standard normal number made of the key's SHA-256: its first 52 bits through the quantile."""
        digest = hashlib.sha256("\x1f".join((str(self.seed), *key)).encode()).digest()
        return float(ndtri(((int.from_bytes(digest[:8], "big") >> 12) + 0.5) / 2**52))


def simulate_ratings(
    effects: Mapping[str, float],
    *,
    raters: int,
    clips: int,
    seed: int,
    regions: Sequence[str] = ("overall",),
    spread: StandardDeviations | None = None,
) -> Ratings:
    """Return complete ratings 1 to 10: every rater meets each clip in each of the conditions in `effects`."""
    opinions = RatingModel(seed, effects, spread or StandardDeviations())
    who = [f"rater {number:03d}" for number in range(raters)]
    what = [f"clip {number:02d}" for number in range(clips)]
    return Ratings.from_rows(
        RatingRow(rater, clip, condition, region, opinions.rating(rater, condition, region, clip))
        for rater, clip, condition, region in product(who, what, effects, regions)
    )
