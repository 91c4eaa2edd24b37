"""Intraclass correlations: how far raters agree, each alone and as a panel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval; what cannot be estimated is None and `reason` says why."""

    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Correlations:
    """Shrout and Fleiss' six: of one rater (`_1`) and of the mean of all (`_k`).

    1: each stimulus has raters of its own; 2: the same raters, a sample of others (absolute agreement); 3: these
    raters alone, whose levels do not count (consistency).
    """

    icc_1_1: Interval
    icc_1_k: Interval
    icc_2_1: Interval
    icc_2_k: Interval
    icc_3_1: Interval
    icc_3_k: Interval


def icc(ratings: Floats, alpha: float) -> Correlations:
    """Return all six from `(stimuli, raters)`, NaN where a rating is missing, with 1 - `alpha` intervals by F.

    Source: Shrout & Fleiss, Psychological Bulletin 86 (1979); intervals after McGraw & Wong, Psychological Methods 1
    (1996), as in the R package psych.
    """
    reason = _obstacle(ratings)
    if reason:
        return Correlations(*[Interval(None, reason=reason)] * 6)
    n, k = ratings.shape
    squares = _mean_squares(ratings)
    by_stimulus, by_rater, rest = squares
    within = (by_rater * (k - 1) + rest * (n - 1) * (k - 1)) / (n * (k - 1))
    agreement = (by_stimulus - rest) / (by_stimulus + (k - 1) * rest + k * (by_rater - rest) / n)
    panel = (by_stimulus - rest) / (by_stimulus + (by_rater - rest) / n)
    ends = _interval(ratings.shape, squares, agreement, alpha)
    of_panel = [end * k / (1 + end * (k - 1)) for end in ends]
    return Correlations(
        *_by_ratio(by_stimulus / within, (n - 1, n * (k - 1)), k, alpha),
        Interval(float(agreement), *ends),
        Interval(float(panel), *of_panel),
        *_by_ratio(by_stimulus / rest, (n - 1, (n - 1) * (k - 1)), k, alpha),
    )


def _by_ratio(f: float, df: tuple[int, int], k: int, alpha: float) -> tuple[Interval, Interval]:
    """Return the correlations of one rater and of `k` that follow from an F ratio, with its interval."""
    lowest, highest = f / fdtri(df[0], df[1], 1 - alpha / 2), f * fdtri(df[1], df[0], 1 - alpha / 2)
    one, low, high = (float((ratio - 1) / (ratio + k - 1)) for ratio in (f, lowest, highest))
    mean, bottom, top = (float(1 - 1 / ratio) if ratio > 0 else None for ratio in (f, lowest, highest))
    return Interval(one, low, high), Interval(mean, bottom, top)


def _obstacle(ratings: Floats) -> str | None:
    if min(ratings.shape) < 2:
        return "intraclass correlations need two raters and two stimuli"
    if not np.isfinite(ratings).all():
        return "intraclass correlations need every rater's rating of every stimulus"
    if _mean_squares(ratings)[2] <= 1e-12 * max(1.0, float(np.mean(ratings**2))):
        return "the ratings follow rater and stimulus without a residual"
    return None


def _mean_squares(ratings: Floats) -> tuple[float, float, float]:
    n, k = ratings.shape
    stimulus = ratings.mean(axis=1, keepdims=True) - ratings.mean()
    rater = ratings.mean(axis=0, keepdims=True) - ratings.mean()
    rest = ratings - ratings.mean() - stimulus - rater
    return (
        float(k * (stimulus**2).sum() / (n - 1)),
        float(n * (rater**2).sum() / (k - 1)),
        float((rest**2).sum() / ((n - 1) * (k - 1))),
    )


def _interval(
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
