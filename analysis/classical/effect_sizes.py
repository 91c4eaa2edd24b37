"""Effect sizes of the difference between two conditions, on rater means, with confidence intervals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import nctdtr, stdtrit

from analysis.classical.ties import rater_differences
from face.arrays import Float64Array

_BISECTIONS: Final = 60
_BRACKET_STEPS: Final = np.arange(1, 41)
_SMALLEST_DZ: Final = 1e-100
"""Nearer to 0, scipy's noncentral t distribution is NaN at some values."""


@dataclass(frozen=True)
class EffectSizes:
    """Cohen's d_z and d_av and Cliff's delta of a - b, with intervals; None where undefined."""

    dz: float | None = None
    dz_low: float | None = None
    dz_high: float | None = None
    d_av: float | None = None
    cliffs_delta: float | None = None
    cliffs_delta_low: float | None = None
    cliffs_delta_high: float | None = None


def effect_sizes(a: Float64Array, b: Float64Array, alpha: float) -> EffectSizes:
    """Compute all effect sizes of a - b.

    d_z is the mean over the sd of the differences, its interval from the noncentral t distribution; d_av is the mean
    difference over the mean of both sds.

    Parameters
    ----------
    a, b
        Rater means `(raters,)`, NaN where a rater did not rate the condition.
    alpha
        One minus the coverage of the intervals.

    References
    ----------
    Cumming & Finch, Educational and Psychological Measurement 61 (2001); Lakens, Frontiers in Psychology 4 (2013).
    """
    both = np.isfinite(a) & np.isfinite(b)
    difference = rater_differences(a, b)
    n = len(difference)
    delta = cliffs_delta(a, b)
    ends = (None, None) if delta is None else _cliffs_delta_interval(a, b, delta, alpha)
    if n < 2 or np.ptp(difference) == 0:
        return EffectSizes(cliffs_delta=delta, cliffs_delta_low=ends[0], cliffs_delta_high=ends[1])
    mean_difference = float(difference.mean())
    dz = float(difference.mean() / difference.std(ddof=1))
    mean_sd = float(a[both].std(ddof=1) + b[both].std(ddof=1)) / 2
    return EffectSizes(dz, *dz_interval(dz, n, alpha), mean_difference / mean_sd if mean_sd else None, delta, *ends)


def dz_interval(dz: float, n: int, alpha: float) -> tuple[float | None, float | None]:
    """Return the 1 - `alpha` interval of d_z from `n` differences; see `standardised_interval`."""
    return standardised_interval(dz, float(np.sqrt(n)), n - 1, alpha)


def standardised_interval(effect: float, root: float, df: int, alpha: float) -> tuple[float | None, float | None]:
    """Return the 1 - `alpha` interval of a standardised effect by inverting the noncentral t distribution.

    `effect` times `root` is Student's t with `df` degrees of freedom. An end is None where the distribution is out of
    numerical reach (differences that hardly vary).
    """
    if effect < 0:
        low, high = standardised_interval(-effect, root, df, alpha)
        return None if high is None else -high, None if low is None else -low
    t = max(effect, _SMALLEST_DZ) * root

    def noncentrality(probability: float) -> float | None:
        return _find_root(lambda shift: float(nctdtr(df, shift, t)) - probability, t, df + 1)

    ends = noncentrality(1 - alpha / 2), noncentrality(alpha / 2)
    low, high = (None if each is None else float(each / root) for each in ends)
    return low, high


def _find_root(decreasing: Callable[[float], float], near: float, n: int) -> float | None:
    """Return the root of a decreasing function, bracketing outwards from `near` and bisecting; None if not found."""
    step = np.sqrt(1 + near**2 / (2 * n))
    low = next((x for x in near - step * _BRACKET_STEPS if decreasing(x) > 0), None)
    high = next((x for x in near + step * _BRACKET_STEPS if decreasing(x) < 0), None)
    if low is None or high is None:
        return None
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if decreasing(middle) > 0 else (low, middle)
    return float(low)


def cliffs_delta(a: Float64Array, b: Float64Array) -> float | None:
    """Return the probability that a value of `a` is above one of `b`, minus that it is below; NaN are left out.

    References
    ----------
    Cliff, Psychological Bulletin 114 (1993).
    """
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not len(a) or not len(b):
        return None
    return float(_dominance(a, b).sum() / (len(a) * len(b)))


def _dominance(values: Float64Array, others: Float64Array) -> Float64Array:
    """Return for each value how many of the others are below it minus how many are above."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, values, "left")
    return np.asarray(below - (len(others) - np.searchsorted(ordered, values, "right")), dtype=float)


def _cliffs_delta_interval(
    a: Float64Array, b: Float64Array, delta: float, alpha: float
) -> tuple[float | None, float | None]:
    """Return the ends by Fisher's z, with the standard error of each rater's contribution (both of its means together).

    The linear part of a two-sample U statistic: Hoeffding, Annals of Mathematical Statistics 19 (1948).
    """
    in_a, in_b = np.isfinite(a), np.isfinite(b)
    raters = int((in_a | in_b).sum())
    if raters < 3 or abs(delta) == 1:
        return None, None
    contribution = np.zeros(len(a))
    contribution[in_a] += (_dominance(a[in_a], b[in_b]) / in_b.sum() - delta) / in_a.sum()
    contribution[in_b] += (-_dominance(b[in_b], a[in_a]) / in_a.sum() - delta) / in_b.sum()
    error = np.sqrt(raters / (raters - 1) * (contribution**2).sum()) / (1 - delta**2)
    margin = stdtrit(raters - 1, 1 - alpha / 2) * error
    low, high = np.tanh(np.arctanh(delta) + np.array([-margin, margin])).tolist()
    return low, high
