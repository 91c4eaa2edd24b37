"""Tests of means between groups of raters: Welch's analysis of variance, Kruskal and Wallis, Mann and Whitney."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.special import chdtrc, fdtrc, gammaln, ndtr, stdtr

from analysis.classical.effect_sizes import standardised_interval
from analysis.classical.rank_tests import midranks
from analysis.classical.ties import merge_ties
from face.arrays import Float64Array

MAX_EXACT: Final = 50
"""Groups smaller than this are tested exactly if there are no ties, as in R."""


@dataclass(frozen=True)
class WelchAnova:
    """F test of equal means of groups with unequal variances, or None and `reason`."""

    F: float | None = None
    df1: int | None = None
    df2: float | None = None
    p: float | None = None
    n: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class KruskalWallis:
    """`chi2`, corrected for ties, and `epsilon2`, the share of the ranks' variance between groups; or `reason`."""

    chi2: float | None = None
    df: int | None = None
    p: float | None = None
    epsilon2: float | None = None
    n: int = 0
    reason: str | None = None


@dataclass(frozen=True)
class GroupComparison:
    """Tests of a - b between two groups of raters: Mann and Whitney's, Welch's t, and Hedges' g with its interval."""

    mann_whitney_p: float | None = None
    welch_p: float | None = None
    hedges_g: float | None = None
    hedges_g_low: float | None = None
    hedges_g_high: float | None = None


def group_columns(means: Float64Array) -> list[Float64Array]:
    """Return the rated columns of rater means `(raters, conditions)`, each without NaN and with rounded ties merged."""
    merged = means.copy()
    rated = np.isfinite(means)
    merged[rated] = merge_ties(means[rated])
    return [column[np.isfinite(column)] for column in merged.T if np.isfinite(column).any()]


def welch_anova(groups: Sequence[Float64Array]) -> WelchAnova:
    """Test equal means of the groups, each `(raters,)`.

    References
    ----------
    Welch, Biometrika 38 (1951).
    """
    n = sum(map(len, groups))
    if len(groups) < 2 or min(map(len, groups)) < 2:
        return WelchAnova(n=n, reason="Welch's analysis of variance needs two raters in each condition")
    if any(np.ptp(group) == 0 for group in groups):
        return WelchAnova(n=n, reason="the means of a condition's raters do not vary")
    sizes = np.array([len(group) for group in groups])
    means = np.array([group.mean() for group in groups])
    precision = sizes / np.array([group.var(ddof=1) for group in groups])
    share = precision / precision.sum()
    k = len(groups)
    spread = float((precision * (means - share @ means) ** 2).sum()) / (k - 1)
    imbalance = float(((1 - share) ** 2 / (sizes - 1)).sum()) / (k**2 - 1)
    f, df2 = spread / (1 + 2 * (k - 2) * imbalance), 1 / (3 * imbalance)
    return WelchAnova(f, k - 1, df2, float(fdtrc(k - 1, df2, f)), n)


def kruskal_wallis(groups: Sequence[Float64Array]) -> KruskalWallis:
    """Test equal distributions of the groups, each `(raters,)`.

    References
    ----------
    Kruskal & Wallis, JASA 47 (1952); Kelley, Proceedings of the National Academy of Sciences 21 (1935).
    """
    n = sum(map(len, groups))
    if len(groups) < 2 or n < 3:
        return KruskalWallis(n=n, reason="Kruskal and Wallis's test needs two conditions and three raters")
    values = np.concatenate(groups)
    if np.ptp(values) == 0:
        return KruskalWallis(n=n, reason="all raters' means are the same")
    ranks, counts = midranks(values)
    starts = np.cumsum([0, *map(len, groups)])
    sums = np.array([ranks[a:b].sum() for a, b in pairwise(starts)])
    h = 12 / (n * (n + 1)) * float((sums**2 / np.diff(starts)).sum()) - 3 * (n + 1)
    chi2 = max(h / (1 - float((counts**3 - counts).sum()) / (n**3 - n)), 0.0)
    df = len(groups) - 1
    return KruskalWallis(chi2, df, float(chdtrc(df, chi2)), chi2 / (n - 1), n)


def compare_groups(means_a: Float64Array, means_b: Float64Array, alpha: float) -> GroupComparison:
    """Compare two conditions that no rater rated both; otherwise, and where it can't be computed, all is None.

    Parameters
    ----------
    means_a, means_b
        Rater means `(raters,)`, NaN where a rater did not rate the condition.
    alpha
        One minus the coverage of the interval of g.

    References
    ----------
    Hedges, Journal of Educational Statistics 6 (1981); Cumming & Finch, Educational and Psychological Measurement 61
    (2001).
    """
    if np.isfinite(means_a + means_b).any():
        return GroupComparison()
    columns = group_columns(np.column_stack([means_a, means_b]))
    if len(columns) < 2:
        return GroupComparison()
    a, b = columns
    p = mann_whitney_p(a, b)
    if min(len(a), len(b)) < 2 or (np.ptp(a) == 0 and np.ptp(b) == 0):
        return GroupComparison(p)
    variances = np.array([a.var(ddof=1), b.var(ddof=1)])
    sizes = np.array([len(a), len(b)])
    parts = variances / sizes
    difference = float(a.mean() - b.mean())
    df = float(parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum())
    welch_p = float(2 * stdtr(df, -abs(difference) / np.sqrt(parts.sum())))
    pooled_df = int(sizes.sum() - 2)
    d = difference / float(np.sqrt(variances @ (sizes - 1) / pooled_df))
    correction = float(np.exp(gammaln(pooled_df / 2) - gammaln((pooled_df - 1) / 2)) / np.sqrt(pooled_df / 2))
    root = float(np.sqrt(sizes.prod() / sizes.sum()))
    low, high = (None if end is None else correction * end for end in standardised_interval(d, root, pooled_df, alpha))
    return GroupComparison(p, welch_p, correction * d, low, high)


def mann_whitney_p(a: Float64Array, b: Float64Array) -> float | None:
    """Return the two-sided p of Mann and Whitney's test of two groups, each `(raters,)`.

    Exact for groups below 50 without ties, otherwise normal with corrections for ties and continuity: R's conventions.

    References
    ----------
    Mann & Whitney, Annals of Mathematical Statistics 18 (1947).
    """
    m, n = len(a), len(b)
    values = np.concatenate([a, b])
    if not m or not n or np.ptp(values) == 0:
        return None
    ranks, counts = midranks(values)
    u = float(ranks[:m].sum()) - m * (m + 1) / 2
    if max(m, n) < MAX_EXACT and len(counts) == m + n:
        return _exact_p(round(min(u, m * n - u)), m, n)
    ties = float((counts**3 - counts).sum()) / ((m + n) * (m + n - 1))
    deviation = abs(u - m * n / 2)
    error = np.sqrt(m * n / 12 * (m + n + 1 - ties))
    return min(1.0, float(2 * ndtr(-max(deviation - 0.5, 0.0) / error)))


def _exact_p(u: int, m: int, n: int) -> float:
    """Return the share of the arrangements of m and n values with a U so small, on either side."""
    # Row i counts the arrangements of i values of the first group by U; each group's value adds up to n.
    counts = np.zeros((m + 1, m * n + 1))
    counts[0, 0] = 1
    for value in range(1, m + n + 1):
        for i in range(min(value, m), 0, -1):
            shift = value - i
            if shift <= n:
                counts[i, shift:] += counts[i - 1, : m * n + 1 - shift]
    return min(1.0, float(2 * counts[m, : u + 1].sum() / counts[m].sum()))
