"""Simulation of complete studies with maximal models: the effect of rounding and of the scale's ends on power.

For complete data REML of the crossed model is a pooling of the mean squares: where one is below the residual's, both
are replaced by their pooled value (Thompson, Annals of Mathematical Statistics 33, 1962). So thousands of models can
be fitted at once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtrit

from analysis.power.power_analysis import StudySize, TargetEffect, VarianceComponents
from face.arrays import Float64Array

BATCH_RATINGS: Final = 200_000
RATER_SD: Final = 1.2
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

    The effect lies between the first two conditions; the scale's middle is in between.
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
    batch = max(1, BATCH_RATINGS // (size.raters * size.clips * size.conditions))
    differences, errors, degrees = [], [], []
    for start in range(0, studies, batch):
        ratings = draw_ratings(generator, min(batch, studies - start), size, variances, effect, scale)
        v, df = condition_precision(ratings)
        means = ratings.mean(axis=(1, 2))
        differences.append(means[:, 0] - means[:, 1])
        errors.append(np.sqrt(2 * v))
        degrees.append(df)
    difference, error, df = (np.concatenate(each) for each in (differences, errors, degrees))
    detected = np.abs(difference) > stdtrit(df, 1 - target.alpha / 2) * error
    equivalent = np.abs(difference) + stdtrit(df, 1 - target.alpha) * error < target.bound
    return float(detected.mean()), float(equivalent.mean())


def draw_ratings(
    generator: np.random.Generator,
    studies: int,
    size: StudySize,
    variances: VarianceComponents,
    effect: float,
    scale: tuple[int, int],
) -> Float64Array:
    """Draw ratings `(studies, raters, clips, conditions)`; the effect lies between the first two conditions."""
    r, k, c = size.raters, size.clips, size.conditions

    def normal(variance: float, *shape: int) -> Float64Array:
        return np.asarray(np.sqrt(variance) * generator.standard_normal((studies, *shape)))

    means = np.full(c, sum(scale) / 2)
    means[:2] += effect / 2, -effect / 2
    ratings = normal(variances.residual, r, k, c) + means + normal(variances.rater_condition, r, 1, c)
    ratings += normal(variances.clip_condition, 1, k, c) + normal(RATER_SD**2, r, 1, 1) + normal(CLIP_SD**2, 1, k, 1)
    return np.asarray(np.clip(ratings.round(), *scale))


def condition_precision(ratings: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return the variance of a condition's mean as far as it bears on contrasts, and its degrees of freedom.

    `ratings` is `(studies, raters, clips, conditions)`, complete; both results `(studies,)`.
    """
    _, r, k, c = ratings.shape
    centred = ratings - ratings.mean(axis=(1, 2), keepdims=True)
    by_rater, by_clip = centred.mean(axis=2, keepdims=True), centred.mean(axis=1, keepdims=True)
    degrees = np.array([(r - 1) * (c - 1), (k - 1) * (c - 1), c * (k - 1) * (r - 1)], dtype=float)
    squares = np.stack(
        [
            k * ((by_rater - by_rater.mean(axis=3, keepdims=True)) ** 2).sum(axis=(1, 2, 3)),
            r * ((by_clip - by_clip.mean(axis=3, keepdims=True)) ** 2).sum(axis=(1, 2, 3)),
            ((centred - by_rater - by_clip) ** 2).sum(axis=(1, 2, 3)),
        ],
        axis=1,
    )
    return _pool_mean_squares(squares, degrees, r * k)


def _pool_mean_squares(squares: Float64Array, degrees: Float64Array, cells: int) -> tuple[Float64Array, Float64Array]:
    """Pool the residual with the smaller, then the other mean square, where they are below it."""
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
