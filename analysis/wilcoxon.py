"""Wilcoxon's signed-rank test on pairs of rater means."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.cells import DECIMALS

EXACT_UP_TO = 50
"""The exact distribution is used up to so many raters, when there is neither a tie nor a zero."""


@dataclass(frozen=True)
class Wilcoxon:
    """The smaller rank sum `w` over `n` raters whose two means differ; or None and `reason`."""

    w: float | None
    p: float | None
    n: int
    reason: str | None = None


def wilcoxon(a: NDArray[np.float64], b: NDArray[np.float64]) -> Wilcoxon:
    """Test that a - b is symmetric about 0, two-sided; `a` and `b` `(raters,)`, NaN where a rater met none.

    Zero differences are dropped. Exact for at most 50 differences without ties, otherwise normal with continuity
    correction and correction for ties: R's conventions (Wilcoxon, Biometrics Bulletin 1, 1945).
    """
    difference = (a - b).round(DECIMALS)
    difference = difference[np.isfinite(difference) & (difference != 0)]
    n = len(difference)
    if n == 0:
        return Wilcoxon(None, None, 0, "no rater's means differ")
    dropped = n < np.isfinite(a - b).sum()
    tied = len(np.unique(np.abs(difference))) < n
    method: Literal["exact", "approx"] = "exact" if n <= EXACT_UP_TO and not tied and not dropped else "approx"
    result = stats.wilcoxon(difference, correction=True, method=method)
    return Wilcoxon(float(result.statistic), float(result.pvalue), n)
