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


def icc(ratings: Floats, alpha: float) -> tuple[Interval, Interval]:
    """Return ICC(2,1) and ICC(2,k), absolute agreement, from `(stimuli, raters)`, NaN where a rating is missing.

    Raters and stimuli are both samples. Source: Shrout & Fleiss, Psychological Bulletin 86 (1979); intervals after
    McGraw & Wong, Psychological Methods 1 (1996), as in the R package psych.
    """
    n, k = ratings.shape
    reason = _obstacle(ratings)
    if reason:
        return Interval(None, reason=reason), Interval(None, reason=reason)
    by_stimulus, by_rater, rest = _mean_squares(ratings)
    single = (by_stimulus - rest) / (by_stimulus + (k - 1) * rest + k * (by_rater - rest) / n)
    panel = (by_stimulus - rest) / (by_stimulus + (by_rater - rest) / n)
    low, high = _interval(ratings.shape, (by_stimulus, by_rater, rest), single, alpha)
    ends = [end * k / (1 + end * (k - 1)) for end in (low, high)]
    return Interval(float(single), low, high), Interval(float(panel), *ends)


def _obstacle(ratings: Floats) -> str | None:
    if min(ratings.shape) < 2:  # noqa: PLR2004
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
