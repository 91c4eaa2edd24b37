"""Friedman's test of equal conditions, with Kendall's W for how alike the raters order them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats


@dataclass(frozen=True)
class Friedman:
    """`chi2` (corrected for ties) on `df` degrees, from `n` raters; or all None and `reason`."""

    chi2: float | None
    df: int | None
    p: float | None
    kendall_w: float | None
    n: int
    reason: str | None = None


def friedman(means: NDArray[np.float64]) -> Friedman:
    """Test equal conditions on rater means `(raters, conditions)` without NaN.

    W = chi2 / (n (k - 1)): 0 for no agreement among raters, 1 when all order the k conditions alike.
    Source: Friedman, JASA 32 (1937); Kendall & Babington Smith, Annals of Mathematical Statistics 10 (1939).
    """
    n, k = means.shape
    reason = _obstacle(means)
    if reason:
        return Friedman(None, None, None, None, n, reason)
    chi2, p = stats.friedmanchisquare(*means.T)
    return Friedman(float(chi2), k - 1, float(p), float(chi2 / (n * (k - 1))), n)


def _obstacle(means: NDArray[np.float64]) -> str | None:
    n, k = means.shape
    if k < 3:  # noqa: PLR2004
        return "Friedman's test needs three conditions or more"
    if n < 2:  # noqa: PLR2004
        return "Friedman's test needs two raters who met every condition"
    if (means == means[:, :1]).all():
        return "every rater rated all conditions alike"
    return None
