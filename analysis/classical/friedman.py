"""Friedman's test of equal conditions, with Kendall's W for how alike the raters order them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, stdtrit

from analysis.classical.ranks import row_ranks

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Friedman:
    """`chi2` (corrected for ties) on `df` degrees, from `n` raters, and W with its interval; or None and `reason`."""

    chi2: float | None
    df: int | None
    p: float | None
    kendall_w: float | None
    n: int
    reason: str | None = None
    kendall_w_low: float | None = None
    kendall_w_high: float | None = None


def friedman(means: Floats, level: float) -> Friedman:
    """Test equal conditions on rater means `(raters, conditions)` without NaN; W's interval covers 1 - `level`.

    W = chi2 / (n (k - 1)): 0 for no agreement among raters, 1 when all order the k conditions alike. Its interval is
    a jackknife over raters: Student's t with the spread of W when each rater in turn is left out.
    Source: Friedman, JASA 32 (1937); Kendall & Babington Smith, Annals of Mathematical Statistics 10 (1939); Efron &
    Stein, Annals of Statistics 9 (1981).
    """
    n, k = means.shape
    reason = _obstacle(means)
    if reason:
        return Friedman(None, None, None, None, n, reason)
    ranks = row_ranks(means)
    w = float(_concordance(ranks.sum(axis=0), _ties(means).sum(), n))
    chi2 = w * n * (k - 1)
    low, high = _interval(means, ranks, w, level)
    return Friedman(chi2, k - 1, float(chdtrc(k - 1, chi2)), w, n, None, low, high)


def _concordance(sums: Floats, ties: Floats, n: int) -> Floats:
    """Return W from rank sums `(..., k)` and ties `(...)` of `n` raters; NaN where every rater ties everything."""
    k = sums.shape[-1]
    spread = ((sums - n * (k + 1) / 2) ** 2).sum(axis=-1)
    whole = n * (n * k * (k**2 - 1.0) - ties)
    return np.asarray(np.divide(12 * spread, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0))


def _ties(means: Floats) -> Floats:
    """Return the sum of t³ - t over each rater's groups of t equal conditions `(raters,)`."""
    same = (means[:, None, :] == means[:, :, None]).sum(axis=2)
    return np.asarray((same**2 - 1.0).sum(axis=1))


def _interval(means: Floats, ranks: Floats, w: float, level: float) -> tuple[float | None, float | None]:
    n, ties = len(means), _ties(means)
    if n < 3:
        return None, None
    without = _concordance(ranks.sum(axis=0) - ranks, ties.sum() - ties, n - 1)
    error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    if not np.isfinite(error) or error == 0:
        return None, None
    margin = float(stdtrit(n - 1, 1 - level / 2) * error)
    return max(w - margin, 0.0), min(w + margin, 1.0)


def _obstacle(means: Floats) -> str | None:
    n, k = means.shape
    if k < 3:
        return "Friedman's test needs three conditions or more"
    if n < 2:
        return "Friedman's test needs two raters who met every condition"
    if (means == means[:, :1]).all():
        return "every rater rated all conditions alike"
    return None
