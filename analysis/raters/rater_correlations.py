"""How each two raters of a region go together, and what each rater thinks of each condition on average."""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from analysis.classical.descriptive import rater_means
from analysis.ratings import Ratings

MOST_RATERS: Final = 40
FEWEST: Final = 3


@dataclass(frozen=True)
class RaterCorrelation:
    """Pearson's correlation of two raters over the `n` stimuli that both rated; None for too few or no spread."""

    a: str
    b: str
    n: int
    r: float | None


@dataclass(frozen=True)
class RaterConditionMean:
    """A rater's mean rating of a condition."""

    rater: str
    condition: str
    mean: float


def correlate_raters(ratings: Ratings) -> list[RaterCorrelation]:
    """Correlate every two raters; nothing where there are more than 40, since nobody could look at so many pairs."""
    present, rater = np.unique(ratings.rater, return_inverse=True)
    if len(present) > MOST_RATERS:
        return []
    stimulus = ratings.stimulus_codes()
    met = np.zeros((len(present), stimulus.max() + 1))
    rated = met.copy()
    met[rater, stimulus] = 1
    rated[rater, stimulus] = ratings.rating - ratings.rating.mean()
    n, cross, sums, squares = met @ met.T, rated @ rated.T, rated @ met.T, rated**2 @ met.T
    shared = n * cross - sums * sums.T
    spread = np.maximum(n * squares - sums**2, 0)
    both = np.sqrt(spread * spread.T)
    known = (n >= FEWEST) & (spread > 1e-9) & (spread.T > 1e-9)
    r = np.divide(shared, both, out=np.zeros_like(both), where=known)
    names = [ratings.raters[code] for code in present.tolist()]
    return [
        RaterCorrelation(names[i], names[j], int(n[i, j]), float(np.clip(r[i, j], -1, 1)) if known[i, j] else None)
        for i, j in combinations(range(len(names)), 2)
    ]


def rater_condition_means(ratings: Ratings) -> list[RaterConditionMean]:
    """Return the mean of every rater in every condition that they met."""
    means = rater_means(ratings)
    return [
        RaterConditionMean(ratings.raters[i], ratings.conditions[c], float(means[i, c]))
        for i, c in zip(*np.nonzero(np.isfinite(means)), strict=True)
    ]
