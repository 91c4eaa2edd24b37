"""Simulated ratings with known effects: to test the analysis, to plan studies, and for simulated participants."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from scipy.special import ndtri

from analysis.plan import Design
from analysis.ratings import RatingRow, Ratings


@dataclass(frozen=True)
class StandardDeviations:
    """Standard deviations of the random effects and the residual, in points."""

    rater: float = 1.2
    clip: float = 0.5
    rater_condition: float = 0.5
    clip_condition: float = 0.4
    residual: float = 1.5


@dataclass(frozen=True)
class RatingModel:
    """The model that simulated raters answer by: the same rating every time, in any order of calls.

    Every effect is drawn from a hash of `seed` and the names it belongs to, so two processes agree without
    sharing anything. Conditions without an entry in `effects` have effect 0, questions without one in `scales` have
    `scale`.
    """

    seed: int = 0
    effects: Mapping[str, float] = field(default_factory=dict)
    deviations: StandardDeviations = StandardDeviations()
    scale: tuple[int, int] = (1, 10)
    scales: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def rating(self, rater: str, condition: str, question: str, clip: str) -> int:
        """Return the rater's answer, rounded and clipped to the scale of the question."""
        low, high = self.scales.get(question, self.scale)
        return int(min(high, max(low, round(self.latent_rating(rater, condition, question, clip)))))

    def latent_rating(self, rater: str, condition: str, question: str, clip: str) -> float:
        """Return the answer in points before rounding and clipping."""
        parts = {
            ("rater", rater, question): self.deviations.rater,
            ("clip", clip, question): self.deviations.clip,
            ("rater:condition", rater, condition, question): self.deviations.rater_condition,
            ("clip:condition", clip, condition, question): self.deviations.clip_condition,
            ("residual", rater, clip, condition, question): self.deviations.residual,
        }
        random = sum(deviation * self._standard_normal(*key) for key, deviation in parts.items())
        return sum(self.scales.get(question, self.scale)) / 2 + self.effects.get(condition, 0.0) + random

    def _standard_normal(self, *key: str) -> float:
        """Return a standard normal number from the key's SHA-256: the quantile of its first 52 bits."""
        digest = hashlib.sha256("\x1f".join((str(self.seed), *key)).encode()).digest()
        return float(ndtri(((int.from_bytes(digest[:8], "big") >> 12) + 0.5) / 2**52))


def simulate_ratings(
    effects: Mapping[str, float],
    *,
    raters: int,
    clips: int,
    seed: int,
    questions: Sequence[str] = ("overall",),
    deviations: StandardDeviations | None = None,
) -> Ratings:
    """Return complete ratings on a scale of 1 to 10: every rater rates each clip in each condition of `effects`."""
    design = Design(raters=raters, clips=clips)
    return simulate_design(effects, design, seed=seed, questions=questions, deviations=deviations)


def simulate_design(
    effects: Mapping[str, float],
    design: Design,
    *,
    seed: int,
    questions: Sequence[str] = ("overall",),
    deviations: StandardDeviations | None = None,
) -> Ratings:
    """Return the ratings of a study of this design in which nobody drops out.

    Parameters
    ----------
    effects
        The conditions, each with its effect in points.
    design
        The numbers of raters and clips, the scale, and who sees what: all, or by `conditions_per_rater` and
        `clip_showings` in turns: of C conditions, the n-th rater rates condition n mod C, or row n mod C of a Latin
        square.
    seed
        Decides every rating.
    questions
        What is asked under each video.
    deviations
        Of the random effects; by default typical ones.
    """
    model = RatingModel(seed, effects, deviations or StandardDeviations(), design.scale)
    return Ratings.from_rows(
        RatingRow(rater, clip, condition, question, model.rating(rater, condition, question, clip))
        for rater, clip, condition in _rated_videos(list(effects), design)
        for question in questions
    )


def _rated_videos(conditions: Sequence[str], design: Design) -> Iterator[tuple[str, str, str]]:
    """Yield rater, clip and condition of every video that is rated."""
    for rater, clip, condition in product(range(design.raters), range(design.clips or 1), range(len(conditions))):
        rated = condition
        if design.conditions_per_rater == "one":
            rated = rater % len(conditions)
        elif design.clip_showings == "once":
            rated = (rater + clip) % len(conditions)
        if condition == rated:
            yield f"rater {rater:03d}", f"clip {clip:02d}", conditions[condition]
