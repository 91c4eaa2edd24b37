"""How large a difference between two conditions is, on the raters' means, with intervals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import nctdtr, stdtrit

from face.arrays import Float64Array

_HALVINGS = 60
_STEPS = np.arange(1, 41)
_LEAST = 1e-100
"""Nearer to 0, scipy's noncentral t distribution is NaN at some values."""


@dataclass(frozen=True)
class EffectSizes:
    """Cohen's d_z and d_av and Cliff's delta of a - b, with intervals; what cannot be had is None."""

    dz: float | None = None
    dz_low: float | None = None
    dz_high: float | None = None
    d_av: float | None = None
    cliffs_delta: float | None = None
    cliffs_delta_low: float | None = None
    cliffs_delta_high: float | None = None


def effect_sizes(a: Float64Array, b: Float64Array, level: float) -> EffectSizes:
    """Compute all from rater means `(raters,)`, NaN where a rater met none; intervals cover 1 - `level`.

    d_z = mean / sd of the differences, its interval from the noncentral t distribution (Cumming & Finch, Educational
    and Psychological Measurement 61, 2001); d_av = mean difference over the mean of both sds (Lakens, Frontiers in
    Psychology 4, 2013).
    """
    both = np.isfinite(a) & np.isfinite(b)
    difference, n = (a - b)[both], int(both.sum())
    delta = cliffs_delta(a, b)
    ends = (None, None) if delta is None else _delta_interval(a, b, delta, level)
    if n < 2 or np.ptp(difference) == 0:
        return EffectSizes(cliffs_delta=delta, cliffs_delta_low=ends[0], cliffs_delta_high=ends[1])
    dz = float(difference.mean() / difference.std(ddof=1))
    spread = float(a[both].std(ddof=1) + b[both].std(ddof=1)) / 2
    return EffectSizes(
        dz, *dz_interval(dz, n, level), float(difference.mean()) / spread if spread else None, delta, *ends
    )


def dz_interval(dz: float, n: int, level: float) -> tuple[float | None, float | None]:
    """Return the d_z between whose noncentral t distributions the found one lies, `level` / 2 beyond each.

    None where the distribution is out of numerical reach (differences that hardly vary).
    """
    if dz < 0:
        low, high = dz_interval(-dz, n, level)
        return None if high is None else -high, None if low is None else -low
    t, root = max(dz, _LEAST) * np.sqrt(n), np.sqrt(n)

    def end(share: float) -> float | None:
        return _where(lambda shift: float(nctdtr(n - 1, shift, t)) - share, t, n)

    ends = end(1 - level / 2), end(level / 2)
    low, high = (None if each is None else float(each / root) for each in ends)
    return low, high


def _where(falls: Callable[[float], float], near: float, n: int) -> float | None:
    """Return where a falling function is 0, going from `near` outwards and then halving; None if it is nowhere."""
    step = np.sqrt(1 + near**2 / (2 * n))
    low = next((place for place in near - step * _STEPS if falls(place) > 0), None)
    high = next((place for place in near + step * _STEPS if falls(place) < 0), None)
    if low is None or high is None:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falls(middle) > 0 else (low, middle)
    return float(low)


def cliffs_delta(a: Float64Array, b: Float64Array) -> float | None:
    """Return how often a value of `a` is above one of `b`, less how often it is below; NaN are left out.

    Source: Cliff, Psychological Bulletin 114 (1993).
    """
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not len(a) or not len(b):
        return None
    return float(_above(a, b).sum() / (len(a) * len(b)))


def _above(values: Float64Array, others: Float64Array) -> Float64Array:
    """Return for each value how many others it is above, less how many it is below."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, values, "left")
    return np.asarray(below - (len(others) - np.searchsorted(ordered, values, "right")), dtype=float)


def _delta_interval(a: Float64Array, b: Float64Array, delta: float, level: float) -> tuple[float | None, float | None]:
    """Return ends by Fisher's z, with the error of what each rater adds to delta (both means of a rater together).

    The linear part of a two-sample U statistic: Hoeffding, Annals of Mathematical Statistics 19 (1948).
    """
    met_a, met_b = np.isfinite(a), np.isfinite(b)
    raters = int((met_a | met_b).sum())
    if raters < 3 or abs(delta) == 1:
        return None, None
    pull = np.zeros(len(a))
    pull[met_a] += (_above(a[met_a], b[met_b]) / met_b.sum() - delta) / met_a.sum()
    pull[met_b] += (-_above(b[met_b], a[met_a]) / met_a.sum() - delta) / met_b.sum()
    error = np.sqrt(raters / (raters - 1) * (pull**2).sum()) / (1 - delta**2)
    margin = stdtrit(raters - 1, 1 - level / 2) * error
    low, high = np.tanh(np.arctanh(delta) + np.array([-margin, margin])).tolist()
    return low, high
