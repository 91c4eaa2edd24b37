"""Objective scores next to subjective ones: whether what a measure says of a video goes with its ratings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.raters.observed import stimuli
from analysis.ratings import Ratings

Floats = NDArray[np.float64]
RESAMPLES: Final = 2000
FEWEST: Final = 4
"""Stimuli that a correlation needs for an interval."""


class Score(NamedTuple):
    """What a measure says of one video's region."""

    clip: str
    condition: str
    region: str
    measure: str
    value: float


@dataclass(frozen=True)
class Compared:
    """A stimulus: its mean rating from `n` ratings beside what each measure says of it."""

    clip: str
    condition: str
    n: int
    mean: float
    scores: dict[str, float]


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation of a measure with the mean ratings of `n` stimuli; or None and `reason`.

    `ci_` takes stimuli for independent; `boot_` comes from drawing clips anew, each with all its conditions.
    """

    measure: str
    n: int
    rho: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    boot_low: float | None = None
    boot_high: float | None = None
    reason: str | None = None


def compared(ratings: Ratings, scores: Sequence[Score]) -> list[Compared]:
    """Join the mean ratings of a region's stimuli with the scores of the same clip and condition."""
    known: dict[tuple[str, str], dict[str, float]] = {}
    for score in scores:
        known.setdefault((score.clip, score.condition), {})[score.measure] = score.value
    stimulus = stimuli(ratings)
    first = np.unique(stimulus, return_index=True)[1]
    counts, sums = np.bincount(stimulus), np.bincount(stimulus, ratings.rating)
    rows = zip(ratings.clip[first].tolist(), ratings.condition[first].tolist(), counts.tolist(), sums, strict=True)
    named = ((ratings.clips[k], ratings.conditions[c], n, float(total / n)) for k, c, n, total in rows)
    return [Compared(*row, known[row[:2]]) for row in named if row[:2] in known]


def correlations(rows: Sequence[Compared], *, level: float, seed: int) -> list[Correlation]:
    """Correlate each measure with the mean ratings; intervals cover 1 - `level`.

    Interval: Fisher's z with the variance (1 + rho² / 2) / (n - 3) of Bonett & Wright (Psychometrika 65, 2000); beside
    it the percentiles when clips are drawn anew, since the stimuli of one clip are not independent.
    """
    measures = dict.fromkeys(measure for row in rows for measure in row.scores)
    return [_correlation(measure, [row for row in rows if measure in row.scores], level, seed) for measure in measures]


def _correlation(measure: str, rows: Sequence[Compared], level: float, seed: int) -> Correlation:
    values = np.array([[row.scores[measure], row.mean] for row in rows]).round(9)
    n = len(rows)
    if n < FEWEST or (np.ptp(values, axis=0) == 0).any():
        return Correlation(measure, n, reason=f"it needs {FEWEST} stimuli of which scores and ratings differ")
    rho = float(_spearman(values, np.ones((1, n)))[0])
    ends: tuple[float | None, float | None] = (None, None)
    if abs(rho) < 1 - 1e-9:
        margin = ndtri(1 - level / 2) * np.sqrt((1 + rho**2 / 2) / (n - 3))
        low, high = np.tanh(np.arctanh(rho) + np.array([-margin, margin])).tolist()
        ends = low, high
    return Correlation(measure, n, rho, *ends, *_drawn(values, [row.clip for row in rows], level, seed))


def _drawn(values: Floats, clips: Sequence[str], level: float, seed: int) -> tuple[float | None, float | None]:
    names, clip = np.unique(clips, return_inverse=True)
    if len(names) < FEWEST:
        return None, None
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    rho = _spearman(values, drawn[:, clip].astype(float))
    low, high = np.quantile(rho[np.isfinite(rho)], [level / 2, 1 - level / 2]).tolist()
    return low, high


def _spearman(values: Floats, weights: Floats) -> Floats:
    """Return rank correlations `(b,)` of the columns of `values` `(n, 2)`, rows as often as `weights` `(b, n)` say."""
    a, b = (_ranks(column, weights) for column in values.T)
    whole = weights.sum(axis=1, keepdims=True)
    a, b = (each - (weights * each).sum(axis=1, keepdims=True) / whole for each in (a, b))
    shared, spread = (weights * a * b).sum(axis=1), [(weights * each**2).sum(axis=1) for each in (a, b)]
    both = np.sqrt(spread[0] * spread[1])
    return np.asarray(np.divide(shared, both, out=np.full(len(both), np.nan), where=both > 0))


def _ranks(column: Floats, weights: Floats) -> Floats:
    """Return midranks `(b, n)` of a column whose entries occur as often as `weights` `(b, n)` say."""
    place = np.unique(column, return_inverse=True)[1]
    per_value = weights @ np.eye(place.max() + 1)[place]
    return np.asarray((np.cumsum(per_value, axis=1) - (per_value - 1) / 2)[:, place])


def scores_of(results: Mapping[str, Any]) -> list[Score]:
    """Return the scores that are in the content of `results.json`."""
    return [
        Score(row["clip"], row["condition"], region, measure, value)
        for region, part in results["regions"].items()
        for row in part["objective"]
        for measure, value in row["scores"].items()
    ]


def by_region(scores: Sequence[Score]) -> Mapping[str, list[Score]]:
    """Return the scores of each region."""
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.region, []).append(score)
    return found
