r"""The cumulative logit: the log-probability of an ordered answer and its derivatives.

log P with P = F(theta_y - eta) - F(theta_{y-1} - eta), F the logistic function; McCullagh, Journal of the Royal
Statistical Society B 42 (1980). With a = theta_y - eta and b = theta_{y-1} - eta a derivative by eta is minus the
sum of those by a and b.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from face.arrays import Float64Array, IntArray

SMALLEST = 1e-300


@dataclass(frozen=True, eq=False)
class LogitDerivatives:
    """Per answer `(n,)`: log P, and per bound the density over P (`upper`, `lower`) and the logistic (`fa`, `fb`)."""

    logp: Float64Array
    upper: Float64Array
    lower: Float64Array
    fa: Float64Array
    fb: Float64Array

    @property
    def slope(self) -> Float64Array:
        """First derivative by eta."""
        return self.lower - self.upper

    @property
    def bend(self) -> Float64Array:
        """Second derivative by eta; never above 0."""
        return self.upper * (1 - 2 * self.fa) - self.lower * (1 - 2 * self.fb) - (self.upper - self.lower) ** 2


def logit_derivatives(thresholds: Float64Array, answer: IntArray, eta: Float64Array) -> LogitDerivatives:
    """Evaluate at linear predictors `eta` `(n,)`; `answer` `(n,)` counts from 0 to the number of `thresholds`.

    Where both bounds are above 0, P is taken from the upper tails, and densities from both, so that no digits are lost.
    """
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    a, b = edges[answer + 1] - eta, edges[answer] - eta
    (fa, fb), (above_a, above_b) = (expit(a), expit(b)), (expit(-a), expit(-b))
    p = np.maximum(np.where(b > 0, above_b - above_a, fa - fb), SMALLEST)
    return LogitDerivatives(np.log(p), fa * above_a / p, fb * above_b / p, fa, fb)


@dataclass(frozen=True, eq=False)
class HigherDerivatives:
    """Per answer `(n,)`: the third derivative by eta, and of slope and bend those by the upper and lower threshold."""

    third: Float64Array
    slope_upper: Float64Array
    slope_lower: Float64Array
    bend_upper: Float64Array
    bend_lower: Float64Array


def higher_derivatives(at: LogitDerivatives) -> HigherDerivatives:
    """Return the derivatives that the Laplace approximation's gradient needs."""
    a1, b1 = at.upper, at.lower
    a2, b2 = a1 * (1 - 2 * at.fa), b1 * (1 - 2 * at.fb)
    a3, b3 = (f1 * (1 - 6 * f + 6 * f * f) for f1, f in ((a1, at.fa), (b1, at.fb)))
    aa, bb, ab = a2 - a1**2, -b2 - b1**2, a1 * b1
    aaa, bbb = a3 - 3 * a1 * a2 + 2 * a1**3, -b3 - 3 * b1 * b2 - 2 * b1**3
    aab, abb = a2 * b1 - 2 * a1**2 * b1, a1 * b2 + 2 * a1 * b1**2
    return HigherDerivatives(
        third=-(aaa + 3 * aab + 3 * abb + bbb),
        slope_upper=-(aa + ab),
        slope_lower=-(ab + bb),
        bend_upper=aaa + 2 * aab + abb,
        bend_lower=aab + 2 * abb + bbb,
    )
