"""Intervals from drawing raters and clips anew: they hold for other raters and for other clips, without a model."""

from dataclasses import dataclass

import numpy as np

from analysis.ratings import Ratings
from face.arrays import Float64Array

RESAMPLES = 2000
CHUNK = 250


@dataclass(frozen=True, eq=False)
class ClusterBootstrap:
    """Condition means `(resamples, conditions)` of the drawn studies, NaN where a condition was not drawn."""

    means: Float64Array
    level: float

    def interval(self, weights: Float64Array) -> tuple[float | None, float | None]:
        """Return the percentile interval of the difference that `weights` `(conditions,)` define."""
        used = weights != 0
        values = self.means[:, used] @ weights[used]
        values = values[np.isfinite(values)]
        if len(values) < len(self.means) / 2:
            return None, None
        low, high = np.quantile(values, [self.level / 2, 1 - self.level / 2]).tolist()
        return low, high


def cluster_bootstrap(ratings: Ratings, *, level: float, seed: int) -> ClusterBootstrap:
    """Draw raters and clips independently, with replacement, and average the ratings that both were drawn for.

    Source: Owen, Annals of Applied Statistics 1 (2007), the pigeonhole bootstrap; a little conservative.
    """
    rater, clip = (np.unique(codes, return_inverse=True)[1] for codes in (ratings.rater, ratings.clip))
    shape = (int(rater.max()) + 1, int(clip.max()) + 1, len(ratings.conditions))
    cell = np.ravel_multi_index((rater, clip, ratings.condition), shape)
    cells = int(np.prod(shape))
    tables = [
        np.bincount(cell, weights, cells).reshape(shape[0], -1).astype(float) for weights in (ratings.rating, None)
    ]
    generator = np.random.default_rng(seed)
    drawn = [_drawn(generator, tables, shape) for _ in range(RESAMPLES // CHUNK)]
    return ClusterBootstrap(np.concatenate(drawn), level)


def _drawn(generator: np.random.Generator, tables: list[Float64Array], shape: tuple[int, int, int]) -> Float64Array:
    raters, clips = (generator.multinomial(size, np.full(size, 1 / size), CHUNK).astype(float) for size in shape[:2])
    sums, counts = (np.einsum("bkc,bk->bc", (raters @ table).reshape(CHUNK, *shape[1:]), clips) for table in tables)
    return np.asarray(np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0))
