r"""The cumulative logit model: the log probability of an ordered category and its derivatives.

log P with P = F(theta_y - eta) - F(theta_{y-1} - eta), F the logistic function; McCullagh, Journal of the Royal
Statistical Society B 42 (1980). With a = theta_y - eta and b = theta_{y-1} - eta, a derivative with respect to eta is
minus the sum of those with respect to a and b.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from face.arrays import Float64Array, IntArray

MIN_PROBABILITY: Final = 1e-300


@dataclass(frozen=True, eq=False)
class LogitDerivatives:
    """Log probabilities and what their derivatives are computed from, one per answer `(n,)`.

    Attributes
    ----------
    logp
        log P.
    upper, lower
        Logistic density at the upper and the lower threshold, divided by P.
    upper_cdf, lower_cdf
        The logistic function at the upper and the lower threshold.
    """

    logp: Float64Array
    upper: Float64Array
    lower: Float64Array
    upper_cdf: Float64Array
    lower_cdf: Float64Array

    @property
    def gradient(self) -> Float64Array:
        """First derivative with respect to eta."""
        return self.lower - self.upper

    @property
    def second_derivative(self) -> Float64Array:
        """Second derivative with respect to eta; never above 0."""
        upper, lower = self.upper * (1 - 2 * self.upper_cdf), self.lower * (1 - 2 * self.lower_cdf)
        return upper - lower - (self.upper - self.lower) ** 2


def logit_derivatives(thresholds: Float64Array, answer: IntArray, eta: Float64Array) -> LogitDerivatives:
    """Evaluate log P at linear predictors `eta` `(n,)`; `answer` `(n,)` counts from 0 to the number of thresholds.

    Where both thresholds are above eta, P is taken from the upper tails, and densities from both, to keep precision.
    """
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    a, b = edges[answer + 1] - eta, edges[answer] - eta
    (upper_cdf, lower_cdf), (upper_tail, lower_tail) = (expit(a), expit(b)), (expit(-a), expit(-b))
    p = np.maximum(np.where(b > 0, lower_tail - upper_tail, upper_cdf - lower_cdf), MIN_PROBABILITY)
    return LogitDerivatives(np.log(p), upper_cdf * upper_tail / p, lower_cdf * lower_tail / p, upper_cdf, lower_cdf)


@dataclass(frozen=True, eq=False)
class HigherDerivatives:
    """Higher derivatives of log P, one per answer `(n,)`.

    The third derivative with respect to eta, and the derivatives of the first (`gradient_`) and the second (`second_`)
    one with respect to the upper and the lower threshold.
    """

    third: Float64Array
    gradient_by_upper: Float64Array
    gradient_by_lower: Float64Array
    second_by_upper: Float64Array
    second_by_lower: Float64Array


def higher_derivatives(at: LogitDerivatives) -> HigherDerivatives:
    """Return the derivatives that the gradient of the Laplace approximation needs."""
    a1, b1 = at.upper, at.lower
    a2, b2 = a1 * (1 - 2 * at.upper_cdf), b1 * (1 - 2 * at.lower_cdf)
    a3, b3 = (f1 * (1 - 6 * f + 6 * f * f) for f1, f in ((a1, at.upper_cdf), (b1, at.lower_cdf)))
    aa, bb, ab = a2 - a1**2, -b2 - b1**2, a1 * b1
    aaa, bbb = a3 - 3 * a1 * a2 + 2 * a1**3, -b3 - 3 * b1 * b2 - 2 * b1**3
    aab, abb = a2 * b1 - 2 * a1**2 * b1, a1 * b2 + 2 * a1 * b1**2
    return HigherDerivatives(
        third=-(aaa + 3 * aab + 3 * abb + bbb),
        gradient_by_upper=-(aa + ab),
        gradient_by_lower=-(ab + bb),
        second_by_upper=aaa + 2 * aab + abb,
        second_by_lower=aab + 2 * abb + bbb,
    )
