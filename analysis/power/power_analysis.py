"""Power analysis: power, equivalence power, interval and price by the number of raters and clips.

For complete data the crossed model's estimates have a closed form. A contrast with weights w over C conditions, R
raters, K clips and t ratings per rater and condition has the variance `|w|² (s_rc²/R + s_kc²/K + s_e²/(R t))`, its
Satterthwaite degrees of freedom follow from the mean squares, and its t is noncentral. With t < K (raters see some
of the clips) the same formulas are close, not exact.
Source: Westfall, Kenny & Judd, Journal of Experimental Psychology: General 143 (2014); for equivalence Phillips,
Journal of Pharmacokinetics and Biopharmaceutics 18 (1990).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import nctdtr, stdtrit

TARGET_POWER = 0.8
_BISECTIONS = 50


@dataclass(frozen=True)
class VarianceComponents:
    """The variance components of a contrast, in points squared: rater:condition, clip:condition, residual."""

    rater_condition: float = 0.25
    clip_condition: float = 0.16
    residual: float = 2.25


@dataclass(frozen=True)
class StudySize:
    """The size of a study; `trials` per rater, at most clips × conditions."""

    raters: int
    clips: int
    conditions: int
    trials: int

    @property
    def complete(self) -> bool:
        """Whether every rater rates every clip in every condition."""
        return self.trials == self.clips * self.conditions


@dataclass(frozen=True)
class TargetEffect:
    """The effect to detect.

    Attributes
    ----------
    effect
        The difference in points.
    squares
        The sum of the contrast's squared weights.
    alpha
        The two-sided significance level.
    bound
        The equivalence bound in points.
    """

    effect: float
    squares: float
    alpha: float
    bound: float


@dataclass(frozen=True)
class PowerEstimate:
    """`power` to detect the effect, `equivalence` power if the true effect is 0, the interval's half-width `margin`."""

    size: StudySize
    error: float
    df: float
    power: float
    equivalence: float
    margin: float
    detectable: float
    price: float


def variances_from_components(components: Mapping[str, float]) -> VarianceComponents:
    """Return a pilot's variance components; a term that it could not estimate counts as 0."""
    return VarianceComponents(
        components.get("rater:condition", 0.0), components.get("clip:condition", 0.0), components["residual"]
    )


def estimate_power(size: StudySize, variances: VarianceComponents, target: TargetEffect, price: float) -> PowerEstimate:
    """Estimate the power of a study of this size, which costs `price` per rater."""
    error, df = contrast_precision(size, variances, target.squares)
    critical = float(stdtrit(df, 1 - target.alpha / 2))
    return PowerEstimate(
        size=size,
        error=error,
        df=df,
        power=t_test_power(target.effect / error, df, critical),
        equivalence=equivalence_power(target.bound / error, df, float(stdtrit(df, 1 - target.alpha))),
        margin=critical * error,
        detectable=detectable_effect(error, df, critical),
        price=size.raters * price,
    )


def contrast_precision(size: StudySize, variances: VarianceComponents, squares: float) -> tuple[float, float]:
    """Return a contrast's standard error and its Satterthwaite degrees of freedom."""
    r, k, c = size.raters, size.clips, size.conditions
    residual = variances.residual / (r * size.trials / c)
    raters, clips = variances.rater_condition / r + residual, variances.clip_condition / k + residual
    residual_df = max(r * size.trials - (r + k - 1) * c, 1)
    v = raters + clips - residual
    parts = raters**2 / max((r - 1) * (c - 1), 1) + clips**2 / max((k - 1) * (c - 1), 1) + residual**2 / residual_df
    return float(np.sqrt(squares * v)), v**2 / parts


def t_test_power(ratio: float, df: float, critical: float) -> float:
    """Return the probability that `|t|` exceeds `critical` when the effect is `ratio` standard errors."""
    upper = 1 - nctdtr(df, ratio, critical)
    lower = np.nan_to_num(nctdtr(df, ratio, -critical))
    return float(np.clip(upper + lower, 0, 1))


def equivalence_power(ratio: float, df: float, critical: float) -> float:
    """Return the probability that both one-sided tests succeed if the effect is 0; bound: `ratio` standard errors."""
    return float(np.clip(nctdtr(df, -ratio, -critical) - nctdtr(df, ratio, critical), 0, 1))


def detectable_effect(error: float, df: float, critical: float) -> float:
    """Return the effect that is detected with 80 % power, by bisection."""
    low, high = 0.0, (critical + 4) * error
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if t_test_power(middle / error, df, critical) >= TARGET_POWER else (middle, high)
    return high


def recommend_sizes(forecasts: list[PowerEstimate], planned: PowerEstimate) -> list[str]:
    """Recommend the cheapest size with 80 % power, and what the planned budget could detect instead."""
    sufficient = [each for each in forecasts if each.power >= TARGET_POWER]
    advice = "no size of this table finds the difference in 80 of 100 studies; ask for more raters or clips"
    if sufficient:
        best = min(sufficient, key=lambda each: (each.price, each.size.raters, each.size.clips))
        advice = (
            f"{_describe_size(best)} are the least that finds the difference in 80 of 100 studies ({best.power:.0%})"
        )
    affordable = [each for each in forecasts if each.price <= planned.price and each.size.trials <= planned.size.trials]
    better = min(affordable, key=lambda each: each.detectable, default=planned)
    if better.detectable > planned.detectable * 0.99:
        return [advice]
    points = f"{better.detectable:.2f} points instead of {planned.detectable:.2f}"
    return [advice, f"for no more money and no more trials than planned, {_describe_size(better)} detect {points}"]


def _describe_size(each: PowerEstimate) -> str:
    return f"{each.size.raters} raters × {each.size.trials} trials with {each.size.clips} clips"
