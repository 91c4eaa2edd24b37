"""The two-way cluster bootstrap: intervals that generalise over raters and clips without a model."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.ratings import Ratings, renumber_levels
from face.arrays import Float64Array

RESAMPLES: Final = 2000
CHUNK: Final = 250
"""Resamples computed at once."""


@dataclass(frozen=True, eq=False)
class ClusterBootstrap:
    """Condition means `(resamples, conditions)` of the resampled studies, NaN where a condition was not drawn.

    Intervals cover 1 - `alpha`.
    """

    means: Float64Array
    alpha: float

    def interval(self, weights: Float64Array) -> tuple[float | None, float | None]:
        """Return the percentile interval of the contrast with `weights` `(conditions,)`.

        (None, None) if fewer than half of the resamples contain all of its conditions.
        """
        used = weights != 0
        values = self.means[:, used] @ weights[used]
        values = values[np.isfinite(values)]
        if len(values) < len(self.means) / 2:
            return None, None
        low, high = np.quantile(values, [self.alpha / 2, 1 - self.alpha / 2]).tolist()
        return low, high


def cluster_bootstrap(ratings: Ratings, *, alpha: float, seed: int) -> ClusterBootstrap:
    """Resample raters and clips independently, with replacement, and average the ratings that are in both samples.

    Parameters
    ----------
    ratings
        The ratings of one question.
    alpha
        One minus the coverage of the intervals.
    seed
        Seed of the random numbers.

    References
    ----------
    Owen, Annals of Applied Statistics 1 (2007), the pigeonhole bootstrap; a little conservative.
    """
    rater, clip = renumber_levels(ratings.rater), renumber_levels(ratings.clip)
    shape = (int(rater.max()) + 1, int(clip.max()) + 1, len(ratings.conditions))
    cell = np.ravel_multi_index((rater, clip, ratings.condition), shape)
    cells = int(np.prod(shape))
    sums_and_counts = [
        np.bincount(cell, weights, cells).reshape(shape[0], -1).astype(float) for weights in (ratings.rating, None)
    ]
    generator = np.random.default_rng(seed)
    chunks = [_resampled_means(generator, sums_and_counts, shape) for _ in range(RESAMPLES // CHUNK)]
    return ClusterBootstrap(np.concatenate(chunks), alpha)


def _resampled_means(
    generator: np.random.Generator, sums_and_counts: list[Float64Array], shape: tuple[int, int, int]
) -> Float64Array:
    """Return condition means `(CHUNK, conditions)`; both tables are `(raters, clips * conditions)`."""
    raters, clips = (generator.multinomial(size, np.full(size, 1 / size), CHUNK).astype(float) for size in shape[:2])
    sums, counts = (
        np.einsum("bkc,bk->bc", (raters @ table).reshape(CHUNK, *shape[1:]), clips) for table in sums_and_counts
    )
    return np.asarray(np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0))
