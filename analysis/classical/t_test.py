"""Inference by Student's t: p-value, interval, equivalence test, detectable difference, and the JZS Bayes factor."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtr, stdtrit

from face.arrays import Float64Array

POWER: Final = 0.8
"""The power at which a difference counts as detectable."""
CAUCHY_SCALE: Final = np.sqrt(2) / 2
"""Width of the Cauchy prior of the standardised difference: BayesFactor's and JASP's "medium"."""

_LOG_G = np.linspace(-25, 40, 2601)
"""The grid of log g over which the Bayes factor integrates."""


@dataclass(frozen=True)
class Estimate:
    """A difference of means in points, with its standard error above 0 and its degrees of freedom."""

    difference: float
    standard_error: float
    df: float

    @property
    def p(self) -> float:
        """Two-sided p-value of no difference."""
        return float(2 * stdtr(self.df, -abs(self.difference) / self.standard_error))

    def interval(self, alpha: float) -> tuple[float, float]:
        """Return the ends of the 1 - `alpha` confidence interval."""
        margin = float(stdtrit(self.df, 1 - alpha / 2) * self.standard_error)
        return self.difference - margin, self.difference + margin

    def tost_p(self, bound: float) -> float:
        """Return the larger p of the two one-sided tests that the difference lies within ± `bound` points.

        References
        ----------
        Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987).
        """
        return float(stdtr(self.df, -(bound - abs(self.difference)) / self.standard_error))

    def detectable_difference(self, alpha: float) -> float:
        """Return the true difference that such a design finds with 80 % power at two-sided `alpha`.

        The sum of both t quantiles times the standard error, as usual; alpha is not adjusted.
        """
        quantiles = stdtrit(self.df, 1 - alpha / 2) + stdtrit(self.df, POWER)
        return float(quantiles * self.standard_error)


def paired_t_estimate(differences: Float64Array) -> Estimate | str:
    """Return the paired t estimate from one difference per rater `(raters,)`, or why there is none."""
    n = len(differences)
    if n < 2:
        return "fewer than two raters met its conditions"
    if np.ptp(differences) == 0:
        return "the raters' differences do not vary"
    error = float(differences.std(ddof=1) / np.sqrt(n))
    return Estimate(float(differences.mean()), error, n - 1)


def welch_t_estimate(means: Float64Array, weights: Float64Array) -> Estimate | str:
    """Return Welch's t estimate of a contrast between groups of raters, or why there is none.

    Parameters
    ----------
    means
        `(raters, conditions)`, NaN where a rater did not rate a condition; each rater belongs to one condition.
    weights
        `(conditions,)`.

    References
    ----------
    Welch, Biometrika 34 (1947).
    """
    columns = [column[np.isfinite(column)] for column in means.T]
    if any(len(column) < 2 for column in columns):
        return "a condition has fewer than two raters"
    parts = weights**2 * np.array([column.var(ddof=1) / len(column) for column in columns])
    if all(np.ptp(column) == 0 for column in columns):
        return "the raters' means do not vary"
    df = parts.sum() ** 2 / (parts**2 / np.array([len(column) - 1 for column in columns])).sum()
    difference = float(weights @ np.array([column.mean() for column in columns]))
    return Estimate(difference, float(np.sqrt(parts.sum())), float(df))


def jzs_bayes_factor(t: float, n: int) -> float:
    """Return BF01 of a paired t test from `t` and `n` pairs: evidence for no difference over some difference.

    Values above 1 speak for no difference; 3 or more is called moderate evidence.

    References
    ----------
    Rouder, Speckman, Sun, Morey & Iverson, Psychonomic Bulletin & Review 16 (2009), equation 1. The prior variance g is
    integrated over log g by the trapezoid rule, which converges exponentially here.
    """
    df = n - 1
    g = np.exp(_LOG_G)
    scaled = 1 + n * CAUCHY_SCALE**2 * g
    log_alternative = (
        -np.log(scaled) / 2
        - (df + 1) / 2 * np.log1p(t**2 / (scaled * df))
        - (np.log(2 * np.pi) + 3 * _LOG_G) / 2
        - 1 / (2 * g)
        + _LOG_G
    )
    log_null = -(df + 1) / 2 * np.log1p(t**2 / df)
    peak = log_alternative.max()
    integral = np.exp(log_alternative - peak).sum() * (_LOG_G[1] - _LOG_G[0])
    return float(np.exp(np.clip(log_null - peak - np.log(integral), -700, 700)))
