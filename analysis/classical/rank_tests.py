"""Rank tests on rater means: Wilcoxon's signed-rank test of two conditions, Friedman's of three or more."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri, stdtrit

from analysis.classical.ties import rater_differences
from face.arrays import Float64Array, IntArray

MAX_EXACT_RATERS: Final = 50
"""Up to this many raters the exact distribution is used, if there is neither a tie nor a zero."""


@dataclass(frozen=True)
class WilcoxonTest:
    """The smaller rank sum `w` over `n` raters whose two means differ, and p; or None and `reason`.

    `rank_biserial` is the share of the rank sum in favour of a minus that in favour of b.
    """

    w: float | None
    p: float | None
    n: int
    reason: str | None = None
    rank_biserial: float | None = None
    rank_biserial_low: float | None = None
    rank_biserial_high: float | None = None


@dataclass(frozen=True)
class FriedmanTest:
    """`chi2` (corrected for ties) from `n` raters, and Kendall's W with its interval; or None and `reason`."""

    chi2: float | None
    df: int | None
    p: float | None
    kendall_w: float | None
    n: int
    reason: str | None = None
    kendall_w_low: float | None = None
    kendall_w_high: float | None = None


def wilcoxon_signed_rank(a: Float64Array, b: Float64Array, alpha: float = 0.05) -> WilcoxonTest:
    """Test two-sided that a - b is symmetric about 0.

    Zero differences are dropped. The test is exact for at most 50 differences without ties, otherwise normal with
    continuity correction and correction for ties: R's conventions.

    Parameters
    ----------
    a, b
        Rater means `(raters,)`, NaN where a rater did not rate the condition.
    alpha
        One minus the coverage of the interval of the rank-biserial correlation, which is by Fisher's z with the
        standard error of the rank sum, as in R's effectsize.

    References
    ----------
    Wilcoxon, Biometrics Bulletin 1 (1945); Kerby, Comprehensive Psychology 3 (2014).
    """
    all_differences = rater_differences(a, b)
    difference = all_differences[all_differences != 0]
    n = len(difference)
    if n == 0:
        return WilcoxonTest(None, None, 0, "no rater's means differ")
    ranks, counts = midranks(np.abs(difference))
    positive_sum = float(ranks[difference > 0].sum())
    total = n * (n + 1) / 2
    exact = n <= MAX_EXACT_RATERS and len(counts) == n == len(all_differences)
    w = min(positive_sum, total - positive_sum)
    p = _exact_p(int(w), n) if exact else _normal_p(positive_sum, n, counts)
    rank_biserial = 2 * positive_sum / total - 1
    return WilcoxonTest(w, p, n, None, rank_biserial, *_rank_biserial_interval(rank_biserial, n, alpha))


def friedman_test(means: Float64Array, alpha: float) -> FriedmanTest:
    """Test equal conditions, with Kendall's W for the agreement of the raters' rankings.

    W = chi2 / (n (k - 1)): 0 for no agreement, 1 when all raters rank the k conditions alike. Its interval is a
    jackknife over raters: Student's t with the spread of W when each rater in turn is left out.

    Parameters
    ----------
    means
        Rater means `(raters, conditions)` without NaN.
    alpha
        One minus the coverage of the interval of W.

    References
    ----------
    Friedman, JASA 32 (1937); Kendall & Babington Smith, Annals of Mathematical Statistics 10 (1939); Efron & Stein,
    Annals of Statistics 9 (1981).
    """
    n, k = means.shape
    reason = _friedman_obstacle(means)
    if reason:
        return FriedmanTest(None, None, None, None, n, reason)
    ranks = rank_rows(means)
    w = float(_kendall_w(ranks.sum(axis=0), _tie_corrections(means).sum(), n))
    chi2 = w * n * (k - 1)
    low, high = _kendall_w_interval(means, ranks, w, alpha)
    return FriedmanTest(chi2, k - 1, float(chdtrc(k - 1, chi2)), w, n, None, low, high)


def midranks(values: Float64Array) -> tuple[Float64Array, IntArray]:
    """Return the ranks of `values` `(n,)` from 1, ties sharing their mean rank, and how often each value occurs."""
    _, index, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[index], counts


def rank_rows(values: Float64Array) -> Float64Array:
    """Return the midranks from 1 within each row of `values` `(n, k)`."""
    below = (values[:, None, :] < values[:, :, None]).sum(axis=2)
    equal = (values[:, None, :] == values[:, :, None]).sum(axis=2)
    return np.asarray(below + (equal + 1) / 2)


def _exact_p(w: int, n: int) -> float:
    """Return the two-sided p-value: of all 2^n signs of the ranks, the share with so small a sum on either side."""
    counts = np.ones(1)
    for rank in range(1, n + 1):
        counts = np.concatenate([counts, np.zeros(rank)]) + np.concatenate([np.zeros(rank), counts])
    return min(1.0, float(2 * counts[: w + 1].sum() / counts.sum()))


def _normal_p(positive_sum: float, n: int, counts: IntArray) -> float:
    deviation = abs(positive_sum - n * (n + 1) / 4)
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((counts**3 - counts).sum()) / 48
    return float(2 * ndtr(-abs(deviation - 0.5 * (deviation > 0)) / np.sqrt(variance)))


def _rank_biserial_interval(rank_biserial: float, n: int, alpha: float) -> tuple[float | None, float | None]:
    """Return the ends by Fisher's z; none where all ranks have one sign."""
    if abs(rank_biserial) > 1 - 1e-12:
        return None, None
    error = np.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / (n * (n + 1) / 2)
    low, high = np.tanh(np.arctanh(rank_biserial) + np.array([-1, 1]) * ndtri(1 - alpha / 2) * error).tolist()
    return low, high


def _friedman_obstacle(means: Float64Array) -> str | None:
    n, k = means.shape
    if k < 3:
        return "Friedman's test needs three conditions or more"
    if n < 2:
        return "Friedman's test needs two raters who rated every condition"
    if (means == means[:, :1]).all():
        return "every rater rated all conditions alike"
    return None


def _kendall_w(rank_sums: Float64Array, ties: Float64Array, n: int) -> Float64Array:
    """Return W from rank sums `(..., k)` and tie corrections `(...)` of `n` raters; NaN where all is tied."""
    k = rank_sums.shape[-1]
    spread = ((rank_sums - n * (k + 1) / 2) ** 2).sum(axis=-1)
    largest = n * (n * k * (k**2 - 1.0) - ties)
    out = np.full(np.shape(largest), np.nan)
    return np.asarray(np.divide(12 * spread, largest, out=out, where=np.asarray(largest) > 0))


def _tie_corrections(means: Float64Array) -> Float64Array:
    """Return the sum of t³ - t over each rater's groups of t equal conditions `(raters,)`."""
    equal = (means[:, None, :] == means[:, :, None]).sum(axis=2)
    return np.asarray((equal**2 - 1.0).sum(axis=1))


def _kendall_w_interval(
    means: Float64Array, ranks: Float64Array, w: float, alpha: float
) -> tuple[float | None, float | None]:
    n, ties = len(means), _tie_corrections(means)
    if n < 3:
        return None, None
    leave_one_out = _kendall_w(ranks.sum(axis=0) - ranks, ties.sum() - ties, n - 1)
    error = np.sqrt((n - 1) / n * ((leave_one_out - leave_one_out.mean()) ** 2).sum())
    if not np.isfinite(error) or error == 0:
        return None, None
    margin = float(stdtrit(n - 1, 1 - alpha / 2) * error)
    return max(w - margin, 0.0), min(w + margin, 1.0)
