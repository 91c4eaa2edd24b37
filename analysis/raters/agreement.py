"""How far the raters of a region agree."""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

from analysis.ratings import Ratings
from face.arrays import Float64Array, IntArray


@dataclass(frozen=True)
class IntervalEstimate:
    """An estimate with its interval; what cannot be estimated is None and `reason` says why."""

    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class IntraclassCorrelations:
    """Shrout and Fleiss' six: of one rater (`_1`) and of the mean of all (`_k`).

    1: each stimulus has raters of its own; 2: the same raters, a sample of others (absolute agreement); 3: these
    raters alone, whose levels do not count (consistency).
    """

    icc_1_1: IntervalEstimate
    icc_1_k: IntervalEstimate
    icc_2_1: IntervalEstimate
    icc_2_k: IntervalEstimate
    icc_3_1: IntervalEstimate
    icc_3_k: IntervalEstimate


@dataclass(frozen=True)
class Agreement(IntraclassCorrelations):
    """Intraclass correlations and Krippendorff's alpha, over all stimuli."""

    alpha_ordinal: IntervalEstimate
    alpha_interval: IntervalEstimate


def rater_agreement(ratings: Ratings, *, level: float, seed: int) -> Agreement:
    """Compute all with 1 - `level` intervals; a stimulus is one clip in one condition."""
    stimulus = ratings.stimulus_codes()
    return Agreement(
        **vars(intraclass_correlations(_square(ratings, stimulus), level)),
        alpha_ordinal=ordinal_alpha(stimulus, ratings.rating, level=level, seed=seed),
        alpha_interval=interval_alpha(stimulus, ratings.rating, level=level, seed=seed),
    )


def _square(ratings: Ratings, stimulus: IntArray) -> Float64Array:
    """Return `(stimuli, raters)`, NaN where a rating is missing."""
    rater = np.unique(ratings.rater, return_inverse=True)[1]
    square = np.full((stimulus.max() + 1, rater.max() + 1), np.nan)
    square[stimulus, rater] = ratings.rating
    return square


def intraclass_correlations(ratings: Float64Array, alpha: float) -> IntraclassCorrelations:
    """Return all six from `(stimuli, raters)`, NaN where a rating is missing, with 1 - `alpha` intervals by F.

    Source: Shrout & Fleiss, Psychological Bulletin 86 (1979); intervals after McGraw & Wong, Psychological Methods 1
    (1996), as in the R package psych.
    """
    reason = _icc_obstacle(ratings)
    if reason:
        return IntraclassCorrelations(*[IntervalEstimate(None, reason=reason)] * 6)
    n, k = ratings.shape
    squares = _mean_squares(ratings)
    by_stimulus, by_rater, rest = squares
    within = (by_rater * (k - 1) + rest * (n - 1) * (k - 1)) / (n * (k - 1))
    agreement = (by_stimulus - rest) / (by_stimulus + (k - 1) * rest + k * (by_rater - rest) / n)
    panel = (by_stimulus - rest) / (by_stimulus + (by_rater - rest) / n)
    ends = _icc_2_1_interval(ratings.shape, squares, agreement, alpha)
    of_panel = [end * k / (1 + end * (k - 1)) for end in ends]
    return IntraclassCorrelations(
        *_by_ratio(by_stimulus / within, (n - 1, n * (k - 1)), k, alpha),
        IntervalEstimate(float(agreement), *ends),
        IntervalEstimate(float(panel), *of_panel),
        *_by_ratio(by_stimulus / rest, (n - 1, (n - 1) * (k - 1)), k, alpha),
    )


def _by_ratio(f: float, df: tuple[int, int], k: int, alpha: float) -> tuple[IntervalEstimate, IntervalEstimate]:
    """Return the correlations of one rater and of `k` that follow from an F ratio, with its interval."""
    lowest, highest = f / fdtri(df[0], df[1], 1 - alpha / 2), f * fdtri(df[1], df[0], 1 - alpha / 2)
    one, low, high = (float((ratio - 1) / (ratio + k - 1)) for ratio in (f, lowest, highest))
    mean, bottom, top = (float(1 - 1 / ratio) if ratio > 0 else None for ratio in (f, lowest, highest))
    return IntervalEstimate(one, low, high), IntervalEstimate(mean, bottom, top)


def _icc_obstacle(ratings: Float64Array) -> str | None:
    if min(ratings.shape) < 2:
        return "intraclass correlations need two raters and two stimuli"
    if not np.isfinite(ratings).all():
        return "intraclass correlations need every rater's rating of every stimulus"
    if _mean_squares(ratings)[2] <= 1e-12 * max(1.0, float(np.mean(ratings**2))):
        return "the ratings follow rater and stimulus without a residual"
    return None


def _mean_squares(ratings: Float64Array) -> tuple[float, float, float]:
    n, k = ratings.shape
    stimulus = ratings.mean(axis=1, keepdims=True) - ratings.mean()
    rater = ratings.mean(axis=0, keepdims=True) - ratings.mean()
    rest = ratings - ratings.mean() - stimulus - rater
    return (
        float(k * (stimulus**2).sum() / (n - 1)),
        float(n * (rater**2).sum() / (k - 1)),
        float((rest**2).sum() / ((n - 1) * (k - 1))),
    )


def _icc_2_1_interval(
    shape: tuple[int, ...], squares: tuple[float, float, float], rho: float, alpha: float
) -> tuple[float, float]:
    (n, k), (msb, msj, mse) = shape, squares
    fj = msj / mse
    inner = n * (1 + (k - 1) * rho) - k * rho
    v = (k - 1) * (n - 1) * (k * rho * fj + inner) ** 2 / ((n - 1) * (k * rho * fj) ** 2 + inner**2)
    upper, lower = fdtri(n - 1, v, 1 - alpha / 2), fdtri(v, n - 1, 1 - alpha / 2)
    noise = k * msj + (k * n - k - n) * mse
    low = n * (msb - upper * mse) / (upper * noise + n * msb)
    high = n * (lower * msb - mse) / (noise + n * lower * msb)
    return float(low), float(high)


RESAMPLES = 2000


def interval_alpha(unit: IntArray, rating: Float64Array, *, level: float, seed: int) -> IntervalEstimate:
    """Return alpha with squared differences of `rating` `(n,)` within each `unit` `(n,)`, with a bootstrap interval.

    Units with one rating say nothing about agreement and are left out; the interval is that of the percentiles when
    units are drawn anew. Source: Krippendorff, Content Analysis (2004), ch. 11; Hayes & Krippendorff,
    Communication Methods and Measures 1 (2007).
    """
    unit, rating = _pairable(unit, rating)
    return _alpha(unit, rating, level, seed)


def ordinal_alpha(unit: IntArray, rating: Float64Array, *, level: float, seed: int) -> IntervalEstimate:
    """Return alpha for ordered steps: the squared difference of two ratings' mean ranks among all pairable ratings."""
    unit, rating = _pairable(unit, rating)
    _, step, counts = np.unique(rating, return_inverse=True, return_counts=True)
    return _alpha(unit, (np.cumsum(counts) - counts / 2)[step], level, seed)


def _pairable(unit: IntArray, rating: Float64Array) -> tuple[IntArray, Float64Array]:
    kept = np.bincount(unit)[unit] > 1
    return np.unique(unit[kept], return_inverse=True)[1], rating[kept]


def _alpha(unit: IntArray, value: Float64Array, level: float, seed: int) -> IntervalEstimate:
    if len(value) == 0:
        return IntervalEstimate(None, reason="no stimulus was rated by two raters")
    if np.ptp(value) == 0:
        return IntervalEstimate(None, reason="all ratings are the same")
    value = value - value.mean()
    counts, sums, squares = (np.bincount(unit, weights) for weights in (None, value, value**2))
    within = counts / (counts - 1) * np.maximum(squares - sums**2 / counts, 0)
    parts = np.stack([counts, sums, squares, within], axis=1).astype(float)
    estimate = float(_from_totals(parts.sum(axis=0)[None])[0])
    units = len(parts)
    if units < 2:
        return IntervalEstimate(estimate, reason="one stimulus gives no interval")
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), RESAMPLES)
    alphas = _from_totals(drawn.astype(float) @ parts)
    ends = np.quantile(alphas[np.isfinite(alphas)], [level / 2, 1 - level / 2])
    return IntervalEstimate(estimate, *ends.tolist())


def _from_totals(totals: Float64Array) -> Float64Array:
    """Return alpha = 1 - observed / expected disagreement from totals `(b, 4)` over units."""
    n, total, square, within = totals.T
    expected = n * np.maximum(square - total**2 / n, 0) / (n - 1)
    return np.asarray(1 - np.divide(within, expected, out=np.full(len(n), np.nan), where=expected > 0))
