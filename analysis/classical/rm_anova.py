"""Repeated-measures analysis of variance of rater means, with both corrections for non-sphericity."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtrc, fdtrc

from analysis.classical.ties import tie_tolerance
from face.arrays import Float64Array

MIN_EIGENVALUE: Final = 1e-12
"""As a share of the largest: below it the covariance of the differences is singular, and sphericity not tested."""


@dataclass(frozen=True)
class RmAnova:
    """F test of equal conditions; `_gg` by Greenhouse-Geisser, `_hf` by Huynh-Feldt; or all None and `reason`.

    `eta2` is the generalised eta squared; `mauchly_p` tests sphericity, under which no correction is needed.
    """

    F: float | None = None
    df1: int | None = None
    df2: int | None = None
    p: float | None = None
    gg_epsilon: float | None = None
    p_gg: float | None = None
    hf_epsilon: float | None = None
    p_hf: float | None = None
    mauchly_w: float | None = None
    mauchly_p: float | None = None
    eta2: float | None = None
    n: int = 0
    reason: str | None = None


def rm_anova(means: Float64Array) -> RmAnova:
    """Test equal conditions on rater means `(raters, conditions)` without NaN; it treats clips as fixed.

    References
    ----------
    Greenhouse & Geisser, Psychometrika 24 (1959); Huynh & Feldt, Journal of Educational Statistics 1 (1976),
    capped at 1; Mauchly, Annals of Mathematical Statistics 11 (1940); Olejnik & Algina, Psychological Methods 8 (2003).
    """
    n, k = means.shape
    if n < 2 or k < 2:
        return RmAnova(n=n, reason="the analysis of variance needs two conditions and two raters who rated both")
    centred = means - means.mean(axis=1, keepdims=True)
    residual = centred - centred.mean(axis=0)
    between, within = float(n * (centred.mean(axis=0) ** 2).sum()), float((residual**2).sum())
    if within <= means.size * tie_tolerance(means) ** 2:
        return RmAnova(n=n, reason="the raters' differences between conditions do not vary")
    df1, df2 = k - 1, (k - 1) * (n - 1)
    f = between / df1 / (within / df2)
    raters = k * float(((means.mean(axis=1) - means.mean()) ** 2).sum())
    gg, hf = _sphericity_epsilons(residual)
    w, mauchly_p = _mauchly_test(residual)
    return RmAnova(
        F=f,
        df1=df1,
        df2=df2,
        p=float(fdtrc(df1, df2, f)),
        gg_epsilon=gg,
        p_gg=float(fdtrc(df1 * gg, df2 * gg, f)),
        hf_epsilon=hf,
        p_hf=float(fdtrc(df1 * hf, df2 * hf, f)),
        mauchly_w=w,
        mauchly_p=mauchly_p,
        eta2=between / (between + raters + within),
        n=n,
    )


def _sphericity_epsilons(residual: Float64Array) -> tuple[float, float]:
    n, k = residual.shape
    covariance = residual.T @ residual
    p = k - 1
    gg = float(np.trace(covariance) ** 2 / (p * (covariance**2).sum()))
    free = n - 1 - p * gg
    hf = (n * p * gg - 2) / (p * free) if free > 0 else 1.0
    return min(gg, 1.0), min(max(hf, gg), 1.0)


def _mauchly_test(residual: Float64Array) -> tuple[float | None, float | None]:
    """Return W and its p-value by Box's series of two terms; None with two conditions or too few raters."""
    (n, k), p = residual.shape, residual.shape[1] - 1
    if p < 2 or n - 1 < p:
        return None, None
    values = np.linalg.eigvalsh(residual.T @ residual)[1:]
    if values[0] <= MIN_EIGENVALUE * values[-1]:
        return None, None
    w = min(float(np.exp(np.log(values).sum() - p * np.log(values.mean()))), 1.0)
    m, f = n - 1, p * k / 2 - 1
    rho = 1 - (2 * p * p + p + 2) / (6 * p * m)
    share = (p + 2) * (p - 1) * (p - 2) * (2 * p**3 + 6 * p**2 + 3 * p + 2) / (288 * (m * p * rho) ** 2)
    z = -m * rho * np.log(w)
    first, second = chdtrc(f, z), chdtrc(f + 4, z)
    return w, float(first + share * (second - first))
