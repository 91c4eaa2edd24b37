"""Simulation of complete studies: the effect of rounding and of the scale's ends on the power of a contrast.

A contrast's scores s = sum_c w_c y_c of rater and clip have a crossed model of their own. For complete data its REML is
a pooling of the mean squares: where one is below the residual's, both are replaced by their pooled value (Thompson,
Annals of Mathematical Statistics 33, 1962). So thousands of models can be fitted at once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtrit

from analysis.power.power_analysis import StudySize, TargetEffect
from analysis.power.variances import VarianceComponents
from face.arrays import Float64Array

BATCH_RATINGS: Final = 200_000
CLIP_SD: Final = 0.5


@dataclass(frozen=True)
class SimulatedRates:
    """Shares of `studies` simulated studies.

    Those that detected the effect (`power`), that showed equivalence without an effect (`equivalence`), and that found
    an effect without one (`false_alarms`).
    """

    studies: int
    power: float
    equivalence: float
    false_alarms: float


def simulate_studies(
    size: StudySize,
    variances: VarianceComponents,
    target: TargetEffect,
    *,
    scale: tuple[int, int],
    studies: int,
    seed: int,
) -> SimulatedRates:
    """Simulate complete studies with ratings rounded and kept on the scale, with and without the effect.

    The mean of the weighted conditions lies in the middle of the scale.
    """
    with_effect = _detection_rates(size, variances, target, target.effect, (scale, studies, seed))
    without = _detection_rates(size, variances, target, 0.0, (scale, studies, seed + 1))
    return SimulatedRates(studies, with_effect[0], without[1], without[0])


def _detection_rates(
    size: StudySize,
    variances: VarianceComponents,
    target: TargetEffect,
    effect: float,
    how: tuple[tuple[int, int], int, int],
) -> tuple[float, float]:
    scale, studies, seed = how
    generator = np.random.default_rng(seed)
    weights = np.array([weight for weight in target.weights if weight])
    means = sum(scale) / 2 + effect * weights / (weights @ weights)
    batch = max(1, BATCH_RATINGS // (size.raters * size.clips * len(weights)))
    differences, errors, degrees = [], [], []
    for start in range(0, studies, batch):
        shape = (min(batch, studies - start), size.raters, size.clips)
        scores = draw_ratings(generator, shape, variances, means, scale) @ weights
        v, df = score_precision(scores)
        differences.append(scores.mean(axis=(1, 2)))
        errors.append(np.sqrt(v))
        degrees.append(df)
    difference, error, df = (np.concatenate(each) for each in (differences, errors, degrees))
    detected = np.abs(difference) > stdtrit(df, 1 - target.alpha / 2) * error
    equivalent = np.abs(difference) + stdtrit(df, 1 - target.alpha) * error < target.bound
    return float(detected.mean()), float(equivalent.mean())


def draw_ratings(
    generator: np.random.Generator,
    shape: tuple[int, int, int],
    variances: VarianceComponents,
    means: Float64Array,
    scale: tuple[int, int],
) -> Float64Array:
    """Draw ratings `(studies, raters, clips, conditions)` of conditions with the given means `(conditions,)`."""
    studies, r, k = shape
    c = len(means)

    def normal(variance: float, *shape: int) -> Float64Array:
        return np.asarray(np.sqrt(variance) * generator.standard_normal((studies, *shape)))

    ratings = normal(variances.residual, r, k, c) + means + normal(variances.rater_condition, r, 1, c)
    ratings += normal(variances.clip_condition, 1, k, c) + normal(variances.rater, r, 1, 1)
    ratings += normal(CLIP_SD**2, 1, k, 1)
    return np.asarray(np.clip(ratings.round(), *scale))


def score_precision(scores: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return the variance of the scores' mean by the crossed model, and its degrees of freedom.

    `scores` is `(studies, raters, clips)`, complete; both results `(studies,)`.
    """
    _, r, k = scores.shape
    centred = scores - scores.mean(axis=(1, 2), keepdims=True)
    by_rater, by_clip = centred.mean(axis=2, keepdims=True), centred.mean(axis=1, keepdims=True)
    degrees = np.array([r - 1, k - 1, (k - 1) * (r - 1)], dtype=float)
    squares = np.stack(
        [
            k * (by_rater**2).sum(axis=(1, 2)),
            r * (by_clip**2).sum(axis=(1, 2)),
            ((centred - by_rater - by_clip) ** 2).sum(axis=(1, 2)),
        ],
        axis=1,
    )
    return pool_mean_squares(squares, degrees, r * k)


def pool_mean_squares(squares: Float64Array, degrees: Float64Array, cells: int) -> tuple[Float64Array, Float64Array]:
    """Pool the residual with the smaller, then the other mean square, where they are below it.

    Parameters
    ----------
    squares, degrees
        Sums of squares `(studies, 3)` of raters, clips and residual, and their degrees of freedom `(3,)`.
    cells
        The number of ratings behind a mean, by which the variance is divided.
    """
    mean_squares = squares[:, :2] / degrees[:2]
    residual, residual_df = squares[:, 2].copy(), np.full(len(squares), degrees[2])
    pooled = np.zeros(mean_squares.shape, dtype=bool)
    order = np.argsort(mean_squares, axis=1)
    each = np.arange(len(squares))
    for term in order.T:
        below = mean_squares[each, term] < residual / residual_df
        residual += np.where(below, squares[each, term], 0)
        residual_df += np.where(below, degrees[term], 0)
        pooled[each, term] = below
    noise = residual / residual_df
    parts = np.where(pooled, 0, mean_squares)
    single = np.where(pooled.all(axis=1), noise, 0)
    both = ~pooled.any(axis=1)
    v = parts.sum(axis=1) - np.where(both, noise, 0) + single
    spread = (parts**2 / degrees[:2]).sum(axis=1) + np.where(both | pooled.all(axis=1), noise**2 / residual_df, 0)
    return v / cells, v**2 / spread
