"""Wilcoxon's signed-rank test on pairs of rater means."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri, stdtrit

from analysis.classical.descriptive import DECIMALS
from face.arrays import Float64Array, IntArray

EXACT_UP_TO = 50
"""The exact distribution is used up to so many raters, when there is neither a tie nor a zero."""


@dataclass(frozen=True)
class WilcoxonTest:
    """The smaller rank sum `w` over `n` raters whose two means differ, and p; or None and `reason`.

    `rank_biserial` is the share of the ranks for a less that for b.
    """

    w: float | None
    p: float | None
    n: int
    reason: str | None = None
    rank_biserial: float | None = None
    rank_biserial_low: float | None = None
    rank_biserial_high: float | None = None


def wilcoxon_signed_rank(a: Float64Array, b: Float64Array, level: float = 0.05) -> WilcoxonTest:
    """Test that a - b is symmetric about 0, two-sided; `a` and `b` `(raters,)`, NaN where a rater met none.

    Zero differences are dropped. Exact for at most 50 differences without ties, otherwise normal with continuity
    correction and correction for ties: R's conventions (Wilcoxon, Biometrics Bulletin 1, 1945). The matched
    rank-biserial correlation is Kerby's (Comprehensive Psychology 3, 2014), its 1 - `level` interval by Fisher's z
    with the error of the rank sum, as in R's effectsize.
    """
    difference = (a - b).round(DECIMALS)
    difference = difference[np.isfinite(difference) & (difference != 0)]
    n = len(difference)
    if n == 0:
        return WilcoxonTest(None, None, 0, "no rater's means differ")
    ranks, counts = midranks(np.abs(difference))
    above = float(ranks[difference > 0].sum())
    whole = n * (n + 1) / 2
    dropped = n < np.isfinite(a - b).sum()
    exact = n <= EXACT_UP_TO and len(counts) == n and not dropped
    smaller = min(above, whole - above)
    p = _exact(int(smaller), n) if exact else _normal(above, n, counts)
    share = 2 * above / whole - 1
    return WilcoxonTest(smaller, p, n, None, share, *_interval(share, n, level))


def _exact(smaller: int, n: int) -> float:
    """Return the two-sided p-value: of all 2^n signs of the ranks, the share with so small a sum on either side."""
    counts = np.ones(1)
    for rank in range(1, n + 1):
        counts = np.concatenate([counts, np.zeros(rank)]) + np.concatenate([np.zeros(rank), counts])
    return min(1.0, float(2 * counts[: smaller + 1].sum() / counts.sum()))


def _normal(above: float, n: int, counts: IntArray) -> float:
    away = abs(above - n * (n + 1) / 4)
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((counts**3 - counts).sum()) / 48
    return float(2 * ndtr(-abs(away - 0.5 * (away > 0)) / np.sqrt(variance)))


def _interval(share: float, n: int, level: float) -> tuple[float | None, float | None]:
    """Return the ends by Fisher's z; none where all ranks have one sign."""
    if abs(share) > 1 - 1e-12:
        return None, None
    error = np.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / (n * (n + 1) / 2)
    low, high = np.tanh(np.arctanh(share) + np.array([-1, 1]) * ndtri(1 - level / 2) * error).tolist()
    return low, high


@dataclass(frozen=True)
class FriedmanTest:
    """`chi2` (corrected for ties) on `df` degrees, from `n` raters, and W with its interval; or None and `reason`."""

    chi2: float | None
    df: int | None
    p: float | None
    kendall_w: float | None
    n: int
    reason: str | None = None
    kendall_w_low: float | None = None
    kendall_w_high: float | None = None


def friedman_test(means: Float64Array, level: float) -> FriedmanTest:
    """Test equal conditions on rater means `(raters, conditions)` without NaN; W's interval covers 1 - `level`.

    W = chi2 / (n (k - 1)): 0 for no agreement among raters, 1 when all order the k conditions alike. Its interval is
    a jackknife over raters: Student's t with the spread of W when each rater in turn is left out.
    Source: Friedman, JASA 32 (1937); Kendall & Babington Smith, Annals of Mathematical Statistics 10 (1939); Efron &
    Stein, Annals of Statistics 9 (1981).
    """
    n, k = means.shape
    reason = _friedman_obstacle(means)
    if reason:
        return FriedmanTest(None, None, None, None, n, reason)
    ranks = rank_rows(means)
    w = float(_concordance(ranks.sum(axis=0), _ties(means).sum(), n))
    chi2 = w * n * (k - 1)
    low, high = _kendall_interval(means, ranks, w, level)
    return FriedmanTest(chi2, k - 1, float(chdtrc(k - 1, chi2)), w, n, None, low, high)


def _concordance(sums: Float64Array, ties: Float64Array, n: int) -> Float64Array:
    """Return W from rank sums `(..., k)` and ties `(...)` of `n` raters; NaN where every rater ties everything."""
    k = sums.shape[-1]
    spread = ((sums - n * (k + 1) / 2) ** 2).sum(axis=-1)
    whole = n * (n * k * (k**2 - 1.0) - ties)
    return np.asarray(np.divide(12 * spread, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0))


def _ties(means: Float64Array) -> Float64Array:
    """Return the sum of t³ - t over each rater's groups of t equal conditions `(raters,)`."""
    same = (means[:, None, :] == means[:, :, None]).sum(axis=2)
    return np.asarray((same**2 - 1.0).sum(axis=1))


def _kendall_interval(
    means: Float64Array, ranks: Float64Array, w: float, level: float
) -> tuple[float | None, float | None]:
    n, ties = len(means), _ties(means)
    if n < 3:
        return None, None
    without = _concordance(ranks.sum(axis=0) - ranks, ties.sum() - ties, n - 1)
    error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    if not np.isfinite(error) or error == 0:
        return None, None
    margin = float(stdtrit(n - 1, 1 - level / 2) * error)
    return max(w - margin, 0.0), min(w + margin, 1.0)


def _friedman_obstacle(means: Float64Array) -> str | None:
    n, k = means.shape
    if k < 3:
        return "Friedman's test needs three conditions or more"
    if n < 2:
        return "Friedman's test needs two raters who met every condition"
    if (means == means[:, :1]).all():
        return "every rater rated all conditions alike"
    return None


def midranks(values: Float64Array) -> tuple[Float64Array, IntArray]:
    """Return the ranks of `values` `(n,)` from 1 up, and how often each distinct value occurs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place], counts


def rank_rows(values: Float64Array) -> Float64Array:
    """Return the ranks from 1 up within each row of `values` `(n, k)`."""
    below = (values[:, None, :] < values[:, :, None]).sum(axis=2)
    same = (values[:, None, :] == values[:, :, None]).sum(axis=2)
    return np.asarray(below + (same + 1) / 2)
