"""Which raters are left out, by the plan's rules; no rule looks at how a condition is rated."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from analysis.plan import Exclusions
from analysis.ratings import Ratings
from face.arrays import Float64Array, IntArray

RATING_RULES: Final = ("constant", "minimum_share", "alike", "longest_run", "minimum_seconds")
"""The rules that look at the ratings; any other is a check of the questionnaire."""

NO_FAILED_CHECKS: Final[Mapping[str, str]] = MappingProxyType({})
"""Nobody failed a check."""


@dataclass(frozen=True)
class ScreeningFinding:
    """A rater whom a rule noticed; `excluded` only if the plan asked for it."""

    rater: str
    rule: str
    value: float | None
    excluded: bool


def screen_raters(
    ratings: Ratings, rules: Exclusions, failed: Mapping[str, str] = NO_FAILED_CHECKS
) -> list[ScreeningFinding]:
    """Apply the rules to all regions together.

    `constant` notices raters of two ratings or more that are all the same number (value: that number);
    `minimum_share` those with fewer ratings than this share of the most that any rater gave (value: their share);
    `alike` those who gave all regions of each showing one number, but not the same to every showing (value: how many
    showings); `longest_run` those of whose ratings of a region, in the order of their positions, a greater share is
    one unbroken series of one number (value: that share); `minimum_seconds` those whose median time is shorter
    (value: the median). `failed` holds raters who failed a check that only the questionnaire knows, and its name.
    """
    counts = np.bincount(ratings.rater, minlength=len(ratings.raters))
    return [
        *_constant(ratings, counts, excluded=rules.constant),
        *_few(ratings, counts, rules.minimum_share),
        *_alike(ratings, excluded=rules.alike),
        *_runs(ratings, rules.longest_run),
        *_fast(ratings, rules.minimum_seconds),
        *_failed(ratings, failed, excluded=rules.checks),
    ]


def without_excluded(ratings: Ratings, findings: list[ScreeningFinding]) -> Ratings:
    """Return the ratings of the raters who were not excluded."""
    out = {finding.rater for finding in findings if finding.excluded}
    stays = np.array([rater not in out for rater in ratings.raters])
    return ratings.where(stays[ratings.rater])


def _constant(ratings: Ratings, counts: IntArray, *, excluded: bool) -> list[ScreeningFinding]:
    lowest, highest = _range(ratings.rater, ratings.rating, len(counts))
    found = np.flatnonzero((counts > 1) & (lowest == highest))
    return [ScreeningFinding(ratings.raters[rater], "constant", float(lowest[rater]), excluded) for rater in found]


def _few(ratings: Ratings, counts: IntArray, least: float) -> list[ScreeningFinding]:
    share = counts / counts.max()
    found = np.flatnonzero(share < least)
    return [
        ScreeningFinding(ratings.raters[rater], "minimum_share", float(share[rater]), excluded=True) for rater in found
    ]


def _alike(ratings: Ratings, *, excluded: bool) -> list[ScreeningFinding]:
    cell = (ratings.rater * len(ratings.clips) + ratings.clip) * len(ratings.conditions) + ratings.condition
    first, showing, counts = np.unique(cell, return_index=True, return_inverse=True, return_counts=True)[1:]
    lowest, highest = _range(showing, ratings.rating, len(first))
    whole = np.ones(len(ratings.raters), dtype=bool)
    np.logical_and.at(whole, ratings.rater[first], (counts > 1) & (lowest == highest))
    low, high = _range(ratings.rater, ratings.rating, len(ratings.raters))
    found = np.flatnonzero(whole & (low < high))
    showings = np.bincount(ratings.rater[first], minlength=len(whole))
    return [ScreeningFinding(ratings.raters[rater], "alike", float(showings[rater]), excluded) for rater in found]


def _runs(ratings: Ratings, most: float) -> list[ScreeningFinding]:
    if most >= 1:
        return []
    placed = ratings.where(np.isfinite(ratings.position))
    shares = np.zeros(len(ratings.raters))
    for rater in np.unique(placed.rater):
        own = placed.where(placed.rater == rater)
        shares[rater] = max(_run(own.where(own.region == region)) for region in np.unique(own.region))
    return [
        ScreeningFinding(ratings.raters[each], "longest_run", float(shares[each]), True)
        for each in np.flatnonzero(shares > most)
    ]


def _run(ratings: Ratings) -> float:
    rating = ratings.rating[np.argsort(ratings.position, kind="stable")]
    ends = np.flatnonzero(np.append(rating[1:] != rating[:-1], True))
    return float(np.diff(ends, prepend=-1).max() / len(rating))


def _fast(ratings: Ratings, least: float) -> list[ScreeningFinding]:
    if least <= 0:
        return []
    timed = ratings.where(np.isfinite(ratings.seconds))
    medians = {rater: float(np.median(timed.seconds[timed.rater == rater])) for rater in np.unique(timed.rater)}
    return [
        ScreeningFinding(ratings.raters[rater], "minimum_seconds", median, excluded=True)
        for rater, median in medians.items()
        if median < least
    ]


def _failed(ratings: Ratings, failed: Mapping[str, str], *, excluded: bool) -> list[ScreeningFinding]:
    present = [ratings.raters[code] for code in np.unique(ratings.rater)]
    return [ScreeningFinding(rater, failed[rater], None, excluded) for rater in present if rater in failed]


def _range(group: IntArray, rating: Float64Array, groups: int) -> tuple[Float64Array, Float64Array]:
    lowest, highest = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(lowest, group, rating)
    np.maximum.at(highest, group, rating)
    return lowest, highest
