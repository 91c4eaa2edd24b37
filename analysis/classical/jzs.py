"""The Bayes factor of a paired t test: how much better no difference explains the data than some difference."""

import numpy as np

SCALE = np.sqrt(2) / 2
"""Width of the Cauchy prior of the standardised difference: BayesFactor's and JASP's "medium"."""

_Z = np.linspace(-25, 40, 2601)


def bf01(t: float, n: int) -> float:
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
