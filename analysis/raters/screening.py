"""Screening: which raters are excluded by the plan's rules; no rule looks at how a condition is rated."""

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


@dataclass(frozen=True)
class ScreeningFinding:
    """A rater flagged by a rule; `excluded` only if the plan asks for it."""

    rater: str
    rule: str
    value: float | None
    excluded: bool


def screen_raters(
    ratings: Ratings, rules: Exclusions, failed: Mapping[str, str] = NO_FAILED_CHECKS
) -> list[ScreeningFinding]:
    """Apply the rules to all questions together.

    `constant` flags raters with two or more ratings that are all the same number (value: that number);
    `minimum_share` those with fewer ratings than this share of the most that any rater gave (value: their share);
    `alike` those who answered all questions of each presentation with one number, but not the same to every
    presentation (value: the number of presentations); `longest_run` those with a run of one number longer than this
    share of their ratings of a question, in the order of positions (value: that share); `minimum_seconds` those with a
    shorter median time (value: the median).

    Parameters
    ----------
    ratings
        The analysed ratings of all questions.
    rules
        The plan's exclusion rules.
    failed
        Raters who failed a check of the questionnaire, with the check's name.
    """
    counts = np.bincount(ratings.rater, minlength=len(ratings.raters))
    return [
        *_constant_raters(ratings, counts, excluded=rules.constant),
        *_raters_with_few_ratings(ratings, counts, rules.minimum_share),
        *_raters_with_equal_questions(ratings, excluded=rules.alike),
        *_raters_with_long_runs(ratings, rules.longest_run),
        *_fast_raters(ratings, rules.minimum_seconds),
        *_raters_with_failed_checks(ratings, failed, excluded=rules.checks),
    ]


def without_excluded(ratings: Ratings, findings: list[ScreeningFinding]) -> Ratings:
    """Return the ratings of the raters who were not excluded."""
    excluded = {finding.rater for finding in findings if finding.excluded}
    included = np.array([rater not in excluded for rater in ratings.raters])
    return ratings.where(included[ratings.rater])


def _constant_raters(ratings: Ratings, counts: IntArray, *, excluded: bool) -> list[ScreeningFinding]:
    lowest, highest = _range(ratings.rater, ratings.rating, len(counts))
    flagged = np.flatnonzero((counts > 1) & (lowest == highest))
    return [ScreeningFinding(ratings.raters[rater], "constant", float(lowest[rater]), excluded) for rater in flagged]


def _raters_with_few_ratings(ratings: Ratings, counts: IntArray, minimum: float) -> list[ScreeningFinding]:
    share = counts / counts.max()
    return [
        ScreeningFinding(ratings.raters[rater], "minimum_share", float(share[rater]), excluded=True)
        for rater in np.flatnonzero(share < minimum)
    ]


def _raters_with_equal_questions(ratings: Ratings, *, excluded: bool) -> list[ScreeningFinding]:
    key = (ratings.rater * len(ratings.clips) + ratings.clip) * len(ratings.conditions) + ratings.condition
    first, presentation, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)[1:]
    lowest, highest = _range(presentation, ratings.rating, len(first))
    all_equal = np.ones(len(ratings.raters), dtype=bool)
    np.logical_and.at(all_equal, ratings.rater[first], (counts > 1) & (lowest == highest))
    low, high = _range(ratings.rater, ratings.rating, len(ratings.raters))
    presentations = np.bincount(ratings.rater[first], minlength=len(all_equal))
    return [
        ScreeningFinding(ratings.raters[rater], "alike", float(presentations[rater]), excluded)
        for rater in np.flatnonzero(all_equal & (low < high))
    ]


def _raters_with_long_runs(ratings: Ratings, maximum: float) -> list[ScreeningFinding]:
    if maximum >= 1:
        return []
    positioned = ratings.where(np.isfinite(ratings.position))
    shares = np.zeros(len(ratings.raters))
    for rater in np.unique(positioned.rater):
        own = positioned.where(positioned.rater == rater)
        shares[rater] = max(
            _longest_run_share(own.where(own.question == question)) for question in np.unique(own.question)
        )
    return [
        ScreeningFinding(ratings.raters[rater], "longest_run", float(shares[rater]), excluded=True)
        for rater in np.flatnonzero(shares > maximum)
    ]


def _longest_run_share(ratings: Ratings) -> float:
    rating = ratings.rating[np.argsort(ratings.position, kind="stable")]
    run_ends = np.flatnonzero(np.append(rating[1:] != rating[:-1], True))
    return float(np.diff(run_ends, prepend=-1).max() / len(rating))


def _fast_raters(ratings: Ratings, minimum: float) -> list[ScreeningFinding]:
    if minimum <= 0:
        return []
    timed = ratings.where(np.isfinite(ratings.seconds))
    medians = {rater: float(np.median(timed.seconds[timed.rater == rater])) for rater in np.unique(timed.rater)}
    return [
        ScreeningFinding(ratings.raters[rater], "minimum_seconds", median, excluded=True)
        for rater, median in medians.items()
        if median < minimum
    ]


def _raters_with_failed_checks(
    ratings: Ratings, failed: Mapping[str, str], *, excluded: bool
) -> list[ScreeningFinding]:
    present = [ratings.raters[code] for code in np.unique(ratings.rater)]
    return [ScreeningFinding(rater, failed[rater], None, excluded) for rater in present if rater in failed]


def _range(group: IntArray, rating: Float64Array, groups: int) -> tuple[Float64Array, Float64Array]:
    """Return the lowest and the highest rating of each group `(groups,)`."""
    lowest, highest = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(lowest, group, rating)
    np.maximum.at(highest, group, rating)
    return lowest, highest
