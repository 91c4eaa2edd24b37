"""Simulated complete studies and their maximal models: what rounding, the scale's ends and boundaries do to power.

For complete data REML of the crossed model is a pooling of the mean squares: where one is below the residual's, both
are replaced by their pooled value (Thompson, Annals of Mathematical Statistics 33, 1962). So thousands of models are
fitted at once.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from analysis.power.power_analysis import StudySize, TargetEffect, VarianceComponents
from face.arrays import Float64Array

BATCH = 200_000
RATER_SD, CLIP_SD = 1.2, 0.5


@dataclass(frozen=True)
class SimulatedRates:
    """Of `studies` simulated ones, the shares that found the effect and that showed equivalence at no effect."""

    studies: int
    power: float
    equivalence: float
    false_alarms: float


def simulate_studies(
    size: StudySize,
    variances: VarianceComponents,
    question: TargetEffect,
    *,
    scale: tuple[int, int],
    studies: int,
    seed: int,
) -> SimulatedRates:
    """Simulate complete studies with ratings rounded and kept on the scale, with and without the effect.

    The effect lies between the first two conditions; the scale's middle is in between.
    """
    with_effect = _results(size, variances, question, question.effect, (scale, studies, seed))
    without = _results(size, variances, question, 0.0, (scale, studies, seed + 1))
    return SimulatedRates(studies, with_effect[0], without[1], without[0])


def _results(
    size: StudySize,
    variances: VarianceComponents,
    question: TargetEffect,
    effect: float,
    how: tuple[tuple[int, int], int, int],
) -> tuple[float, float]:
    scale, studies, seed = how
    generator = np.random.default_rng(seed)
    batch = max(1, BATCH // (size.raters * size.clips * size.conditions))
    differences, errors, degrees = [], [], []
    for start in range(0, studies, batch):
        ratings = draw_ratings(generator, min(batch, studies - start), size, variances, effect, scale)
        v, df = condition_precision(ratings)
        means = ratings.mean(axis=(1, 2))
        differences.append(means[:, 0] - means[:, 1])
        errors.append(np.sqrt(2 * v))
        degrees.append(df)
    difference, error, df = (np.concatenate(each) for each in (differences, errors, degrees))
    found = np.abs(difference) > stdtrit(df, 1 - question.alpha / 2) * error
    same = np.abs(difference) + stdtrit(df, 1 - question.alpha) * error < question.bound
    return float(found.mean()), float(same.mean())


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
    rest = ratings - ratings.mean(axis=(1, 2), keepdims=True)
    by_rater, by_clip = rest.mean(axis=2, keepdims=True), rest.mean(axis=1, keepdims=True)
    free = np.array([(r - 1) * (c - 1), (k - 1) * (c - 1), c * (k - 1) * (r - 1)], dtype=float)
    squares = np.stack(
        [
            k * ((by_rater - by_rater.mean(axis=3, keepdims=True)) ** 2).sum(axis=(1, 2, 3)),
            r * ((by_clip - by_clip.mean(axis=3, keepdims=True)) ** 2).sum(axis=(1, 2, 3)),
            ((rest - by_rater - by_clip) ** 2).sum(axis=(1, 2, 3)),
        ],
        axis=1,
    )
    return _pooled(squares, free, r * k)


def _pooled(squares: Float64Array, free: Float64Array, cells: int) -> tuple[Float64Array, Float64Array]:
    """Pool the residual with the smaller, then the other mean square, where they are below it."""
    own = squares[:, :2] / free[:2]
    rest, freedom = squares[:, 2].copy(), np.full(len(squares), free[2])
    in_rest = np.zeros(own.shape, dtype=bool)
    order = np.argsort(own, axis=1)
    each = np.arange(len(squares))
    for place in order.T:
        below = own[each, place] < rest / freedom
        rest += np.where(below, squares[each, place], 0)
        freedom += np.where(below, free[place], 0)
        in_rest[each, place] = below
    noise = rest / freedom
    parts = np.where(in_rest, 0, own)
    single = np.where(in_rest.all(axis=1), noise, 0)
    both = ~in_rest.any(axis=1)
    v = parts.sum(axis=1) - np.where(both, noise, 0) + single
    spread = (parts**2 / free[:2]).sum(axis=1) + np.where(both | in_rest.all(axis=1), noise**2 / freedom, 0)
    return v / cells, v**2 / spread
