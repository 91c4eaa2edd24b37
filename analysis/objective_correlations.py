"""Correlation of objective scores with mean ratings, over the stimuli of one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from analysis.cells import Cell
from analysis.classical.ties import merge_ties
from analysis.objective_scores import ObjectiveScore
from analysis.ratings import Ratings
from face.arrays import Float64Array

RESAMPLES: Final = 2000
MIN_STIMULI: Final = 4
"""Fewer stimuli, or clips, give no interval."""


@dataclass(frozen=True)
class ScoredStimulus:
    """A stimulus with its mean rating from `n` ratings, and the value of each measure."""

    clip: str
    condition: str
    n: int
    mean: float
    scores: dict[str, float]


@dataclass(frozen=True)
class ScoreCorrelation:
    """Spearman's rank correlation of a measure with the mean ratings of `n` stimuli; or None and `reason`.

    `ci_` treats stimuli as independent; `boot_` resamples clips, each with all its conditions.
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
    """Join the mean ratings of one question's stimuli with the question's scores of the same clip and condition."""
    by_cell: dict[Cell, dict[str, float]] = {}
    for score in scores:
        by_cell.setdefault(score.cell, {})[score.measure] = score.value
    stimulus = ratings.stimulus_codes()
    first = np.unique(stimulus, return_index=True)[1]
    counts, sums = np.bincount(stimulus), np.bincount(stimulus, ratings.rating)
    cells = [
        Cell(condition=ratings.conditions[condition], clip=ratings.clips[clip])
        for condition, clip in zip(ratings.condition[first], ratings.clip[first], strict=True)
    ]
    return [
        ScoredStimulus(cell.clip, cell.condition, n, total / n, by_cell[cell])
        for cell, n, total in zip(cells, counts.tolist(), sums.tolist(), strict=True)
        if cell in by_cell
    ]


def correlate_scores(stimuli: Sequence[ScoredStimulus], *, alpha: float, seed: int) -> list[ScoreCorrelation]:
    """Correlate each measure with the mean ratings.

    The interval is Fisher's z with the variance (1 + rho² / 2) / (n - 3); beside it stands the percentile interval when
    clips are resampled, since the stimuli of one clip are not independent.

    Parameters
    ----------
    stimuli
        The stimuli of one question.
    alpha
        One minus the coverage of the intervals.
    seed
        Seed of the bootstrap.

    References
    ----------
    Bonett & Wright, Psychometrika 65 (2000).
    """
    measures = dict.fromkeys(measure for stimulus in stimuli for measure in stimulus.scores)
    return [
        _correlate_measure(measure, [each for each in stimuli if measure in each.scores], alpha, seed)
        for measure in measures
    ]


def _correlate_measure(measure: str, stimuli: Sequence[ScoredStimulus], alpha: float, seed: int) -> ScoreCorrelation:
    columns = [each.scores[measure] for each in stimuli], [each.mean for each in stimuli]
    values = np.stack([merge_ties(np.array(column, dtype=float)) for column in columns], axis=1)
    n = len(stimuli)
    if n < MIN_STIMULI or (np.ptp(values, axis=0) == 0).any():
        return ScoreCorrelation(measure, n, reason=f"needs {MIN_STIMULI} stimuli with differing scores and ratings")
    rho = float(weighted_spearman(values, np.ones((1, n)))[0])
    ends: tuple[float | None, float | None] = (None, None)
    if abs(rho) < 1 - 1e-9:
        margin = ndtri(1 - alpha / 2) * np.sqrt((1 + rho**2 / 2) / (n - 3))
        low, high = np.tanh(np.arctanh(rho) + np.array([-margin, margin])).tolist()
        ends = low, high
    return ScoreCorrelation(
        measure, n, rho, *ends, *_bootstrap_interval(values, [each.clip for each in stimuli], alpha, seed)
    )


def _bootstrap_interval(
    values: Float64Array, clips: Sequence[str], alpha: float, seed: int
) -> tuple[float | None, float | None]:
    names, clip = np.unique(clips, return_inverse=True)
    if len(names) < MIN_STIMULI:
        return None, None
    counts = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), RESAMPLES)
    rho = weighted_spearman(values, counts[:, clip].astype(float))
    low, high = np.quantile(rho[np.isfinite(rho)], [alpha / 2, 1 - alpha / 2]).tolist()
    return low, high


def weighted_spearman(values: Float64Array, weights: Float64Array) -> Float64Array:
    """Return rank correlations `(b,)` of two columns `(n, 2)` for several frequency weights of the rows `(b, n)`."""
    a, b = (_weighted_midranks(column, weights) for column in values.T)
    total = weights.sum(axis=1, keepdims=True)
    a, b = (ranks - (weights * ranks).sum(axis=1, keepdims=True) / total for ranks in (a, b))
    covariance, squares = (weights * a * b).sum(axis=1), [(weights * ranks**2).sum(axis=1) for ranks in (a, b)]
    scale = np.sqrt(squares[0] * squares[1])
    return np.asarray(np.divide(covariance, scale, out=np.full(len(scale), np.nan), where=scale > 0))


def _weighted_midranks(column: Float64Array, weights: Float64Array) -> Float64Array:
    """Return the midranks `(b, n)` of a column `(n,)` for several frequency weights of its entries `(b, n)`."""
    index = np.unique(column, return_inverse=True)[1]
    per_value = weights @ np.eye(index.max() + 1)[index]
    return np.asarray((np.cumsum(per_value, axis=1) - (per_value - 1) / 2)[:, index])
