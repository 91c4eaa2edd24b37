"""Power analysis: power, equivalence power, interval and price by the number of raters and clips.

A contrast is tested by a model of its own, so its precision follows from the scores s = sum_c w_c y_c of rater and
clip. With R raters, K clips and t ratings per rater and condition their mean has the variance
`|w|² (s_rc²/R + s_kc²/K + s_e²/(R t))`, its Satterthwaite degrees of freedom follow from the mean squares, and its t is
noncentral. Where each rater rates one condition, R is the number of raters per condition, and differences between
raters add to s_rc². With t < K (raters see some of the clips) the same formulas are close, not exact.
Source: Westfall, Kenny & Judd, Journal of Experimental Psychology: General 143 (2014); for equivalence Phillips,
Journal of Pharmacokinetics and Biopharmaceutics 18 (1990), with the exact integral.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv, nctdtr, ndtr, stdtrit

from analysis.power.variances import VarianceComponents

TARGET_POWER = 0.8
_BISECTIONS = 50
_PROBABILITIES = (np.arange(500) + 0.5) / 500


@dataclass(frozen=True)
class StudySize:
    """The size of a study; `trials` per rater, at most clips × conditions, or clips if `between`.

    `between` says that each rater rates one condition, `once` that they see each clip in one condition.
    """

    raters: int
    clips: int
    conditions: int
    trials: int
    between: bool = False
    once: bool = False

    @property
    def max_trials(self) -> int:
        """The most trials of a rater that the design allows."""
        return self.clips if self.between or self.once else self.clips * self.conditions

    @property
    def complete(self) -> bool:
        """Whether every rater rates every clip in every condition."""
        return self.trials == self.clips * self.conditions

    @property
    def raters_per_condition(self) -> float:
        """How many raters rate a condition."""
        return self.raters / self.conditions if self.between else self.raters

    @property
    def trials_per_condition(self) -> float:
        """How many ratings a rater gives to a condition that they rate."""
        return self.trials if self.between else self.trials / self.conditions


@dataclass(frozen=True)
class TargetEffect:
    """The effect to detect.

    Attributes
    ----------
    effect
        The difference in points.
    weights
        The contrast's weights.
    alpha
        The two-sided significance level.
    bound
        The equivalence bound in points.
    """

    effect: float
    weights: tuple[float, ...]
    alpha: float
    bound: float

    @property
    def squares(self) -> float:
        """The sum of the squared weights."""
        return sum(weight**2 for weight in self.weights)


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


def estimate_power(size: StudySize, variances: VarianceComponents, target: TargetEffect, price: float) -> PowerEstimate:
    """Estimate the power of a study of this size, which costs `price` per rater."""
    error, df = contrast_precision(size, variances, target.weights)
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


def detection_power(size: StudySize, variances: VarianceComponents, target: TargetEffect) -> float:
    """Return the power to find the effect, without the rest of the estimate, which takes longer."""
    error, df = contrast_precision(size, variances, target.weights)
    return t_test_power(target.effect / error, df, float(stdtrit(df, 1 - target.alpha / 2)))


def contrast_precision(
    size: StudySize, variances: VarianceComponents, weights: tuple[float, ...]
) -> tuple[float, float]:
    """Return a contrast's standard error and its Satterthwaite degrees of freedom."""
    squares = np.square(weights)
    r, k, t = size.raters_per_condition, size.clips, size.trials_per_condition
    by_rater = variances.rater_condition + (variances.rater if size.between else 0.0)
    residual = variances.residual / (r * t)
    raters, clips = by_rater / r + residual, variances.clip_condition / k + residual
    # Between raters the variances of as many groups are added as there are conditions, in proportion to w².
    groups = float(squares.sum() ** 2 / (squares**2).sum()) if size.between else 1.0
    rater_df, clip_df = max((r - 1) * groups, 1.0), max(k - 1, 1)
    # With more clips than a rater sees, rater and clip effects are not all estimated from the residual's share.
    residual_df = max((r * t - r) * groups - k + 1, (r * t - r) * groups / 2, 1.0)
    v = raters + clips - residual
    parts = raters**2 / rater_df + clips**2 / clip_df + residual**2 / residual_df
    return float(np.sqrt(squares.sum() * v)), float(v**2 / parts)


def t_test_power(ratio: float, df: float, critical: float) -> float:
    """Return the probability that `|t|` exceeds `critical` when the effect is `ratio` standard errors."""
    upper = 1 - nctdtr(df, ratio, critical)
    lower = np.nan_to_num(nctdtr(df, ratio, -critical))
    return float(np.clip(upper + lower, 0, 1))


def equivalence_power(ratio: float, df: float, critical: float) -> float:
    """Return the probability that both one-sided tests succeed if the effect is 0; bound: `ratio` standard errors.

    Given the standard error of a study, u times the true one, it is that of an estimate within `ratio - critical * u`;
    the mean is taken over the distribution of u, chi over the root of its degrees of freedom.
    """
    u = np.sqrt(2 * gammaincinv(df / 2, _PROBABILITIES) / df)
    return float(np.mean(2 * ndtr(np.maximum(ratio - critical * u, 0.0)) - 1))


def detectable_effect(error: float, df: float, critical: float) -> float:
    """Return the effect that is detected with 80 % power, by bisection."""
    low, high = 0.0, (critical + 4) * error
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (low, middle) if t_test_power(middle / error, df, critical) >= TARGET_POWER else (middle, high)
    return high


def recommend_sizes(forecasts: list[PowerEstimate], planned: PowerEstimate) -> list[str]:
    """Recommend the smallest size with 80 % power and, if there is a price, what the planned budget could find."""
    sufficient = [each for each in (planned, *forecasts) if each.power >= TARGET_POWER]
    advice = "no size of this table finds the difference in 80 of 100 studies; ask for more raters or clips"
    if sufficient:
        best = min(sufficient, key=lambda each: (each.price, each.size.raters, each.size.clips))
        advice = (
            f"{_describe_size(best)} are the least that finds the difference in 80 of 100 studies ({best.power:.0%})"
        )
    affordable = [each for each in forecasts if each.price <= planned.price and each.size.trials <= planned.size.trials]
    better = min(affordable, key=lambda each: each.detectable, default=planned)
    if planned.price == 0 or better.detectable > planned.detectable * 0.99:
        return [advice]
    points = f"{better.detectable:.2f} points instead of {planned.detectable:.2f}"
    return [advice, f"for no more money and no more trials than planned, {_describe_size(better)} detect {points}"]


def _describe_size(each: PowerEstimate) -> str:
    return f"{each.size.raters} raters × {each.size.trials} trials with {each.size.clips} clips"
