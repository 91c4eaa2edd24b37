"""Krippendorff's alpha: how far raters agree beyond chance, whoever rated what."""

import numpy as np
from numpy.typing import NDArray

from analysis.raters.icc import Interval

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
RESAMPLES = 2000


def alpha_interval(unit: Codes, rating: Floats, *, level: float, seed: int) -> Interval:
    """Return alpha with squared differences of `rating` `(n,)` within each `unit` `(n,)`, with a bootstrap interval.

    Units with one rating say nothing about agreement and are left out; the interval is that of the percentiles when
    units are drawn anew. Source: Krippendorff, Content Analysis (2004), ch. 11; Hayes & Krippendorff,
    Communication Methods and Measures 1 (2007).
    """
    unit, rating = _pairable(unit, rating)
    return _alpha(unit, rating, level, seed)


def alpha_ordinal(unit: Codes, rating: Floats, *, level: float, seed: int) -> Interval:
    """Return alpha for ordered steps: the squared difference of two ratings' mean ranks among all pairable ratings."""
    unit, rating = _pairable(unit, rating)
    _, step, counts = np.unique(rating, return_inverse=True, return_counts=True)
    return _alpha(unit, (np.cumsum(counts) - counts / 2)[step], level, seed)


def _pairable(unit: Codes, rating: Floats) -> tuple[Codes, Floats]:
    kept = np.bincount(unit)[unit] > 1
    return np.unique(unit[kept], return_inverse=True)[1], rating[kept]


def _alpha(unit: Codes, value: Floats, level: float, seed: int) -> Interval:
    if len(value) == 0:
        return Interval(None, reason="no stimulus was rated by two raters")
    if np.ptp(value) == 0:
        return Interval(None, reason="all ratings are the same")
    value = value - value.mean()
    counts, sums, squares = (np.bincount(unit, weights) for weights in (None, value, value**2))
    within = counts / (counts - 1) * np.maximum(squares - sums**2 / counts, 0)
    parts = np.stack([counts, sums, squares, within], axis=1).astype(float)
    estimate = float(_from_totals(parts.sum(axis=0)[None])[0])
    units = len(parts)
    if units < 2:
        return Interval(estimate, reason="one stimulus gives no interval")
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), RESAMPLES)
    alphas = _from_totals(drawn.astype(float) @ parts)
    ends = np.quantile(alphas[np.isfinite(alphas)], [level / 2, 1 - level / 2])
    return Interval(estimate, *ends.tolist())


def _from_totals(totals: Floats) -> Floats:
    """Return alpha = 1 - observed / expected disagreement from totals `(b, 4)` over units."""
    n, total, square, within = totals.T
    expected = n * np.maximum(square - total**2 / n, 0) / (n - 1)
    return np.asarray(1 - np.divide(within, expected, out=np.full(len(n), np.nan), where=expected > 0))
