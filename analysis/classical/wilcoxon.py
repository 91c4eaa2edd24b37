"""Wilcoxon's signed-rank test on pairs of rater means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from analysis.classical.cells import DECIMALS
from analysis.classical.ranks import midranks

Floats = NDArray[np.float64]
EXACT_UP_TO = 50
"""The exact distribution is used up to so many raters, when there is neither a tie nor a zero."""


@dataclass(frozen=True)
class Wilcoxon:
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


def wilcoxon(a: Floats, b: Floats, level: float = 0.05) -> Wilcoxon:
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
        return Wilcoxon(None, None, 0, "no rater's means differ")
    ranks, counts = midranks(np.abs(difference))
    above = float(ranks[difference > 0].sum())
    whole = n * (n + 1) / 2
    dropped = n < np.isfinite(a - b).sum()
    exact = n <= EXACT_UP_TO and len(counts) == n and not dropped
    smaller = min(above, whole - above)
    p = _exact(int(smaller), n) if exact else _normal(above, n, counts)
    share = 2 * above / whole - 1
    return Wilcoxon(smaller, p, n, None, share, *_interval(share, n, level))


def _exact(smaller: int, n: int) -> float:
    """Return the two-sided p-value: of all 2^n signs of the ranks, the share with so small a sum on either side."""
    counts = np.ones(1)
    for rank in range(1, n + 1):
        counts = np.concatenate([counts, np.zeros(rank)]) + np.concatenate([np.zeros(rank), counts])
    return min(1.0, float(2 * counts[: smaller + 1].sum() / counts.sum()))


def _normal(above: float, n: int, counts: NDArray[np.intp]) -> float:
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
