"""Agreement of the raters of one question: intraclass correlations and Krippendorff's alpha."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import fdtri

from analysis.classical.ties import tie_tolerance
from analysis.ratings import Ratings, renumber_levels
from face.arrays import Float64Array, IntArray

RESAMPLES: Final = 2000


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

    1: each stimulus has its own raters; 2: the same raters, a sample of others (absolute agreement); 3: these raters
    alone, whose levels do not count (consistency).
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


def rater_agreement(ratings: Ratings, *, alpha: float, seed: int) -> Agreement:
    """Compute all measures with 1 - `alpha` intervals; a stimulus is one clip in one condition."""
    stimulus = ratings.stimulus_codes()
    return Agreement(
        **vars(intraclass_correlations(_stimulus_rater_table(ratings, stimulus), alpha)),
        alpha_ordinal=ordinal_alpha(stimulus, ratings.rating, alpha=alpha, seed=seed),
        alpha_interval=interval_alpha(stimulus, ratings.rating, alpha=alpha, seed=seed),
    )


def intraclass_correlations(ratings: Float64Array, alpha: float) -> IntraclassCorrelations:
    """Return all six correlations with 1 - `alpha` intervals by F.

    Parameters
    ----------
    ratings
        `(stimuli, raters)`, NaN where a rating is missing.
    alpha
        One minus the coverage of the intervals.

    References
    ----------
    Shrout & Fleiss, Psychological Bulletin 86 (1979); intervals after McGraw & Wong, Psychological Methods 1 (1996), as
    in the R package psych.
    """
    reason = _icc_obstacle(ratings)
    if reason:
        return IntraclassCorrelations(*[IntervalEstimate(None, reason=reason)] * 6)
    n, k = ratings.shape
    squares = _mean_squares(ratings)
    msb, msj, mse = squares
    within = (msj * (k - 1) + mse * (n - 1) * (k - 1)) / (n * (k - 1))
    total = msb + (k - 1) * mse + k * (msj - mse) / n
    single = (msb - mse) / total if total > 0 else None
    low, high = (None, None) if single is None else _absolute_agreement_interval(ratings.shape, squares, single, alpha)
    mean = _of_mean(single, k)
    return IntraclassCorrelations(
        *_icc_from_f(msb / within, (n - 1, n * (k - 1)), k, alpha),
        IntervalEstimate(single, low, high, None if single is not None else "the ratings do not vary beyond chance"),
        IntervalEstimate(
            mean,
            _of_mean(low, k),
            _of_mean(high, k),
            None if mean is not None else "the correlation of one rater is too far below 0",
        ),
        *_icc_from_f(msb / mse, (n - 1, (n - 1) * (k - 1)), k, alpha),
    )


def interval_alpha(unit: IntArray, rating: Float64Array, *, alpha: float, seed: int) -> IntervalEstimate:
    """Return Krippendorff's alpha with squared differences of the ratings.

    Units with one rating say nothing about agreement and are left out. The interval is the bootstrap's percentile
    interval when units are resampled.

    Parameters
    ----------
    unit
        `(n,)` code of the unit (stimulus) that each rating belongs to.
    rating
        `(n,)` points.
    alpha
        One minus the coverage of the interval.
    seed
        Seed of the bootstrap.

    References
    ----------
    Krippendorff, Content Analysis (2004), ch. 11; Hayes & Krippendorff, Communication Methods and Measures 1 (2007).
    """
    return _krippendorff_alpha(*_pairable(unit, rating), alpha, seed)


def ordinal_alpha(unit: IntArray, rating: Float64Array, *, alpha: float, seed: int) -> IntervalEstimate:
    """Return Krippendorff's alpha of ordered categories; parameters as in `interval_alpha`.

    The difference of two ratings is that of their mean ranks among all pairable ratings.
    """
    unit, rating = _pairable(unit, rating)
    _, category, counts = np.unique(rating, return_inverse=True, return_counts=True)
    return _krippendorff_alpha(unit, (np.cumsum(counts) - counts / 2)[category], alpha, seed)


def _stimulus_rater_table(ratings: Ratings, stimulus: IntArray) -> Float64Array:
    """Return `(stimuli, raters)`, NaN where a rating is missing."""
    rater = renumber_levels(ratings.rater)
    table = np.full((stimulus.max() + 1, rater.max() + 1), np.nan)
    table[stimulus, rater] = ratings.rating
    return table


def _icc_obstacle(ratings: Float64Array) -> str | None:
    if min(ratings.shape) < 2:
        return "intraclass correlations need two raters and two stimuli"
    if not np.isfinite(ratings).all():
        return "intraclass correlations need every rater's rating of every stimulus"
    if _mean_squares(ratings)[2] <= tie_tolerance(ratings) ** 2:
        return "the ratings follow rater and stimulus without a residual"
    return None


def _mean_squares(ratings: Float64Array) -> tuple[float, float, float]:
    """Return the mean squares between stimuli, between raters, and residual."""
    n, k = ratings.shape
    stimulus = ratings.mean(axis=1, keepdims=True) - ratings.mean()
    rater = ratings.mean(axis=0, keepdims=True) - ratings.mean()
    residual = ratings - ratings.mean() - stimulus - rater
    return (
        float(k * (stimulus**2).sum() / (n - 1)),
        float(n * (rater**2).sum() / (k - 1)),
        float((residual**2).sum() / ((n - 1) * (k - 1))),
    )


def _icc_from_f(f: float, df: tuple[int, int], k: int, alpha: float) -> tuple[IntervalEstimate, IntervalEstimate]:
    """Return the correlations of one rater and of the mean of `k` that follow from an F ratio and its interval."""
    f_low, f_high = f / fdtri(df[0], df[1], 1 - alpha / 2), f * fdtri(df[1], df[0], 1 - alpha / 2)
    single, single_low, single_high = (float((ratio - 1) / (ratio + k - 1)) for ratio in (f, f_low, f_high))
    mean, mean_low, mean_high = (float(1 - 1 / ratio) if ratio > 0 else None for ratio in (f, f_low, f_high))
    return IntervalEstimate(single, single_low, single_high), IntervalEstimate(mean, mean_low, mean_high)


def _of_mean(single: float | None, k: int) -> float | None:
    """Return the correlation of the mean of `k` raters from that of one; None beyond what a correlation can be."""
    if single is None or 1 + single * (k - 1) <= 0:
        return None
    return single * k / (1 + single * (k - 1))


def _absolute_agreement_interval(
    shape: tuple[int, ...], squares: tuple[float, float, float], rho: float, alpha: float
) -> tuple[float | None, float | None]:
    """Return the interval of ICC(2,1) = `rho`, in the notation of McGraw & Wong."""
    (n, k), (msb, msj, mse) = shape, squares
    fj = msj / mse
    inner = n * (1 + (k - 1) * rho) - k * rho
    v = (k - 1) * (n - 1) * (k * rho * fj + inner) ** 2 / ((n - 1) * (k * rho * fj) ** 2 + inner**2)
    upper, lower = fdtri(n - 1, v, 1 - alpha / 2), fdtri(v, n - 1, 1 - alpha / 2)
    noise = k * msj + (k * n - k - n) * mse
    if np.isnan(upper) or np.isnan(lower) or noise <= 0:
        return None, None
    # Divided by the upper quantile, which may be infinite.
    low = n * (msb / upper - mse) / (noise + n * msb / upper)
    high = n * (lower * msb - mse) / (noise + n * lower * msb)
    return float(low), float(high)


def _pairable(unit: IntArray, rating: Float64Array) -> tuple[IntArray, Float64Array]:
    """Return the ratings of units that were rated at least twice, units renumbered."""
    selected = np.bincount(unit)[unit] > 1
    return np.unique(unit[selected], return_inverse=True)[1], rating[selected]


def _krippendorff_alpha(unit: IntArray, value: Float64Array, alpha: float, seed: int) -> IntervalEstimate:
    if len(value) == 0:
        return IntervalEstimate(None, reason="no stimulus was rated by two raters")
    if np.ptp(value) == 0:
        return IntervalEstimate(None, reason="all ratings are the same")
    value = value - value.mean()
    counts, sums, squares = (np.bincount(unit, weights) for weights in (None, value, value**2))
    within = counts / (counts - 1) * np.maximum(squares - sums**2 / counts, 0)
    per_unit = np.stack([counts, sums, squares, within], axis=1).astype(float)
    estimate = float(_alpha_from_totals(per_unit.sum(axis=0)[None])[0])
    units = len(per_unit)
    if units < 2:
        return IntervalEstimate(estimate, reason="one stimulus gives no interval")
    resampled = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), RESAMPLES)
    values = _alpha_from_totals(resampled.astype(float) @ per_unit)
    ends = np.quantile(values[np.isfinite(values)], [alpha / 2, 1 - alpha / 2])
    return IntervalEstimate(estimate, *ends.tolist())


def _alpha_from_totals(totals: Float64Array) -> Float64Array:
    """Return 1 - observed / expected disagreement `(b,)` from totals `(b, 4)`: count, sum, squares, within units."""
    n, total, square, within = totals.T
    expected = n * np.maximum(square - total**2 / n, 0) / (n - 1)
    return np.asarray(1 - np.divide(within, expected, out=np.full(len(n), np.nan), where=expected > 0))
