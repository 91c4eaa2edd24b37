"""An estimated difference and what follows from it by Student's t: p, interval, equivalence, what could be detected."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

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


def from_pairs(differences: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Estimate | str:
    """Return the paired t estimate from one difference per rater `(raters,)`, or why there is none."""
    n = len(differences)
    if n < 2:
        return "fewer than two raters met its conditions"
    error = float(differences.std(ddof=1) / np.sqrt(n))
    if error == 0:
        return "the raters' differences do not vary"
    return Estimate(float(differences.mean()), error, n - 1)
