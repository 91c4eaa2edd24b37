"""Tests of a mixed model's condition means with Satterthwaite's degrees of freedom.

Source: Satterthwaite, Biometrics Bulletin 2 (1946); for several degrees of freedom Fai & Cornelius, Journal of
Statistical Computation and Simulation 54 (1996), as in lmerTest (Kuznetsova et al., J. Stat. Softw. 82, 2017).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from analysis.classical.t_test import Estimate
from analysis.models.lmm import MixedModelFit
from face.arrays import Float64Array


@dataclass(frozen=True)
class OmnibusTest:
    """The F test that all condition means are equal; `df2` and `p` are None where `df2` is undefined."""

    F: float
    df1: int
    df2: float | None
    p: float | None
    method: str = "Satterthwaite"


def estimate_contrast(fit: MixedModelFit, weights: Float64Array) -> Estimate | str:
    """Estimate the contrast with `weights` `(all conditions,)`, or return the reason why it cannot be estimated."""
    absent = np.setdiff1d(np.flatnonzero(weights), fit.conditions)
    if len(absent):
        return "a condition has no ratings for this question"
    rated = weights[fit.conditions]
    standard_error = float(np.sqrt(rated @ fit.covariance @ rated))
    return Estimate(float(rated @ fit.means), standard_error, satterthwaite_df(fit, rated))


def satterthwaite_df(fit: MixedModelFit, weights: Float64Array) -> float:
    """Return 2 v² / Var(v), v the variance of the contrast with `weights` `(C,)`."""
    gradient = weights @ fit.covariance_gradients @ weights
    v = weights @ fit.covariance @ weights
    return float(2 * v**2 / (gradient @ fit.component_covariance @ gradient))


def omnibus_test(fit: MixedModelFit) -> OmnibusTest:
    """Test that all means are equal: F as the mean of independent t², df2 from their degrees of freedom."""
    q = len(fit.means) - 1
    against_first = np.hstack([-np.ones((q, 1)), np.eye(q)])
    values, vectors = np.linalg.eigh(against_first @ fit.covariance @ against_first.T)
    directions = vectors.T @ against_first
    f = float(((directions @ fit.means) ** 2 / values).sum() / q)
    df2 = denominator_df(np.array([satterthwaite_df(fit, each) for each in directions]))
    return OmnibusTest(f, q, df2, None if df2 is None else float(fdtrc(q, df2, f)))


def denominator_df(t_df: Float64Array) -> float | None:
    """Return the denominator's degrees of freedom from those of the t tests `(q,)`; None if they are too few."""
    if np.ptp(t_df) < 1e-8 * t_df[0]:
        return float(t_df[0])
    if (t_df <= 2).any():
        return 2.0
    expected = float((t_df / (t_df - 2)).sum())
    return 2 * expected / (expected - len(t_df)) if expected > len(t_df) else None
