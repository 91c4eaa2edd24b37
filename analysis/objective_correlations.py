"""Correlation of objective scores with mean ratings, over the stimuli of one region."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from analysis.objective_scores import ObjectiveScore
from analysis.ratings import Ratings
from face.arrays import Float64Array

RESAMPLES: Final = 2000
MIN_STIMULI: Final = 4
"""Fewer stimuli give no interval."""


@dataclass(frozen=True)
class ScoredStimulus:
    """A stimulus: its mean rating from `n` ratings beside what each measure says of it."""

    clip: str
    condition: str
    n: int
    mean: float
    scores: dict[str, float]


@dataclass(frozen=True)
class ScoreCorrelation:
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


def match_scores(ratings: Ratings, scores: Sequence[ObjectiveScore]) -> list[ScoredStimulus]:
    """Join the mean ratings of a region's stimuli with the scores of the same clip and condition."""
    known: dict[tuple[str, str], dict[str, float]] = {}
    for score in scores:
        known.setdefault((score.clip, score.condition), {})[score.measure] = score.value
    stimulus = ratings.stimulus_codes()
    first = np.unique(stimulus, return_index=True)[1]
    counts, sums = np.bincount(stimulus), np.bincount(stimulus, ratings.rating)
    rows = zip(ratings.clip[first].tolist(), ratings.condition[first].tolist(), counts.tolist(), sums, strict=True)
    named = ((ratings.clips[k], ratings.conditions[c], n, float(total / n)) for k, c, n, total in rows)
    return [ScoredStimulus(*row, known[row[:2]]) for row in named if row[:2] in known]


def correlate_scores(rows: Sequence[ScoredStimulus], *, level: float, seed: int) -> list[ScoreCorrelation]:
    """Correlate each measure with the mean ratings; intervals cover 1 - `level`.

    Interval: Fisher's z with the variance (1 + rho² / 2) / (n - 3) of Bonett & Wright (Psychometrika 65, 2000); beside
    it the percentiles when clips are drawn anew, since the stimuli of one clip are not independent.
    """
    measures = dict.fromkeys(measure for row in rows for measure in row.scores)
    return [_correlation(measure, [row for row in rows if measure in row.scores], level, seed) for measure in measures]


def _correlation(measure: str, rows: Sequence[ScoredStimulus], level: float, seed: int) -> ScoreCorrelation:
    values = np.array([[row.scores[measure], row.mean] for row in rows]).round(9)
    n = len(rows)
    if n < MIN_STIMULI or (np.ptp(values, axis=0) == 0).any():
        return ScoreCorrelation(measure, n, reason=f"it needs {MIN_STIMULI} stimuli of which scores and ratings differ")
    rho = float(_spearman(values, np.ones((1, n)))[0])
    ends: tuple[float | None, float | None] = (None, None)
    if abs(rho) < 1 - 1e-9:
        margin = ndtri(1 - level / 2) * np.sqrt((1 + rho**2 / 2) / (n - 3))
        low, high = np.tanh(np.arctanh(rho) + np.array([-margin, margin])).tolist()
        ends = low, high
    return ScoreCorrelation(measure, n, rho, *ends, *_drawn(values, [row.clip for row in rows], level, seed))


def _drawn(values: Float64Array, clips: Sequence[str], level: float, seed: int) -> tuple[float | None, float | None]:
    names, clip = np.unique(clips, return_inverse=True)
    if len(names) < MIN_STIMULI:
        return None, None
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    rho = _spearman(values, drawn[:, clip].astype(float))
    low, high = np.quantile(rho[np.isfinite(rho)], [level / 2, 1 - level / 2]).tolist()
    return low, high


def _spearman(values: Float64Array, weights: Float64Array) -> Float64Array:
    """Return rank correlations `(b,)` of the columns of `values` `(n, 2)`, rows as often as `weights` `(b, n)` say."""
    a, b = (_ranks(column, weights) for column in values.T)
    whole = weights.sum(axis=1, keepdims=True)
    a, b = (each - (weights * each).sum(axis=1, keepdims=True) / whole for each in (a, b))
    shared, spread = (weights * a * b).sum(axis=1), [(weights * each**2).sum(axis=1) for each in (a, b)]
    both = np.sqrt(spread[0] * spread[1])
    return np.asarray(np.divide(shared, both, out=np.full(len(both), np.nan), where=both > 0))


def _ranks(column: Float64Array, weights: Float64Array) -> Float64Array:
    """Return midranks `(b, n)` of a column whose entries occur as often as `weights` `(b, n)` say."""
    place = np.unique(column, return_inverse=True)[1]
    per_value = weights @ np.eye(place.max() + 1)[place]
    return np.asarray((np.cumsum(per_value, axis=1) - (per_value - 1) / 2)[:, place])
