"""Which raters are left out, by the plan's rules; no rule looks at how a condition is rated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.plan import Exclusions
from analysis.ratings import Ratings


@dataclass(frozen=True)
class Finding:
    """A rater whom a rule noticed; `excluded` only if the plan asked for it."""

    rater: str
    rule: str
    value: float
    excluded: bool


def screen(ratings: Ratings, rules: Exclusions) -> list[Finding]:
    """Apply the rules to all regions together.

    `constant` notices raters of two ratings or more that are all the same number (value: that number);
    `minimum_share` those with fewer ratings than this share of the most that any rater gave (value: their share).
    """
    counts = np.bincount(ratings.rater, minlength=len(ratings.raters))
    return _constant(ratings, counts, excluded=rules.constant) + _few(ratings, counts, rules.minimum_share)


def kept(ratings: Ratings, findings: list[Finding]) -> Ratings:
    """Return the ratings of the raters who were not excluded."""
    out = {finding.rater for finding in findings if finding.excluded}
    stays = np.array([rater not in out for rater in ratings.raters])
    return ratings.where(stays[ratings.rater])


def _constant(ratings: Ratings, counts: NDArray[np.intp], *, excluded: bool) -> list[Finding]:
    lowest, highest = np.full(len(counts), np.inf), np.full(len(counts), -np.inf)
    np.minimum.at(lowest, ratings.rater, ratings.rating)
    np.maximum.at(highest, ratings.rater, ratings.rating)
    found = np.flatnonzero((counts > 1) & (lowest == highest))
    return [Finding(ratings.raters[rater], "constant", float(lowest[rater]), excluded) for rater in found]


def _few(ratings: Ratings, counts: NDArray[np.intp], least: float) -> list[Finding]:
    share = counts / counts.max()
    found = np.flatnonzero(share < least)
    return [Finding(ratings.raters[rater], "minimum_share", float(share[rater]), excluded=True) for rater in found]
