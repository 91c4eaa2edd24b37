"""An estimated difference and what follows from it by Student's t: p, interval, equivalence, what could be detected."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from face.arrays import Float64Array

POWER = 0.8


@dataclass(frozen=True)
class Estimate:
    """A difference of means in points, with its standard error above 0 and degrees of freedom."""

    difference: float
    error: float
    df: float

    @property
    def p(self) -> float:
        """Two-sided p-value of no difference."""
        return float(2 * stdtr(self.df, -abs(self.difference) / self.error))

    def interval(self, alpha: float) -> tuple[float, float]:
        """Return the ends of the 1 - alpha interval."""
        margin = float(stdtrit(self.df, 1 - alpha / 2) * self.error)
        return self.difference - margin, self.difference + margin

    def tost_p(self, bound: float) -> float:
        """Return the larger p of the two one-sided tests that the difference lies within ± bound.

        Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987).
        """
        return float(stdtr(self.df, -(bound - abs(self.difference)) / self.error))

    def detectable(self, alpha: float) -> float:
        """Return the true difference that such a design finds, at two-sided alpha, in 80 of 100 studies.

        The sum of both t quantiles times the standard error, as usual; alpha is not adjusted.
        """
        return float((stdtrit(self.df, 1 - alpha / 2) + stdtrit(self.df, POWER)) * self.error)


def paired_t_estimate(differences: Float64Array) -> Estimate | str:
    """Return the paired t estimate from one difference per rater `(raters,)`, or why there is none."""
    n = len(differences)
    if n < 2:
        return "fewer than two raters met its conditions"
    error = float(differences.std(ddof=1) / np.sqrt(n))
    if error == 0:
        return "the raters' differences do not vary"
    return Estimate(float(differences.mean()), error, n - 1)


SCALE = np.sqrt(2) / 2
"""Width of the Cauchy prior of the standardised difference: BayesFactor's and JASP's "medium"."""

_Z = np.linspace(-25, 40, 2601)


def jzs_bayes_factor(t: float, n: int) -> float:
    """Return BF01 for `t` from `n` pairs: above 1 speaks for no difference, 3 or more is called moderate.

    Source: Rouder, Speckman, Sun, Morey & Iverson, Psychonomic Bulletin & Review 16 (2009), equation 1, with the
    prior variance g integrated over log g by the trapezoid rule, which converges exponentially here.
    """
    df = n - 1
    g = np.exp(_Z)
    wide = 1 + n * SCALE**2 * g
    log_alternative = (
        -np.log(wide) / 2
        - (df + 1) / 2 * np.log1p(t**2 / (wide * df))
        - (np.log(2 * np.pi) + 3 * _Z) / 2
        - 1 / (2 * g)
        + _Z
    )
    log_null = -(df + 1) / 2 * np.log1p(t**2 / df)
    peak = log_alternative.max()
    integral = np.exp(log_alternative - peak).sum() * (_Z[1] - _Z[0])
    return float(np.exp(np.clip(log_null - peak - np.log(integral), -700, 700)))
