"""A contrast's own model: it is fitted to the ratings of the weighted conditions alone.

A condition with other variances than the rest, as natural recordings often have, then neither hides nor makes a
difference. Where nearly all raters rated nearly all clips in every weighted condition, each such block gives a score
s = sum_c w_c y_c, and s = difference + rater + clip + error; otherwise the condition means are estimated with variances
of their own for each weight (`analysis.models.condition_means`).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.classical.descriptive import rater_means
from analysis.classical.t_test import Estimate, paired_t_estimate, welch_t_estimate
from analysis.classical.ties import merge_ties, tie_tolerance
from analysis.method_descriptions import CONDITION_MEANS, CONTRAST_SCORES, PAIRED_T_TEST, WELCH_T_TEST
from analysis.models.condition_means import fit_condition_means
from analysis.models.kenward_roger import KenwardRoger, kenward_roger
from analysis.models.lmm import INTERCEPT_TERMS, MixedModelFit, fit_crossed_model
from analysis.models.satterthwaite import satterthwaite_df
from analysis.plan import DfMethod
from analysis.rating_design import RatingDesign, find_confounding, recognise_design
from analysis.ratings import Ratings, count_levels, renumber_levels
from face.arrays import Float64Array

COMPLETE_SHARE: Final = 0.9
"""Contrast scores need at least this share of complete blocks; the others are left out."""


@dataclass(frozen=True, eq=False)
class ContrastFit:
    """A contrast's estimate and the model behind it.

    Attributes
    ----------
    estimate
        Difference, standard error and degrees of freedom, points.
    method
        The model, as in `analysis.method_descriptions`.
    components
        Its variances, in points squared; for scores those of the score.
    spread
        The standard deviation of the ratings, points: the root of the mean variance of the conditions, weighted by
        `|w|`. The difference divided by it is the standardised effect.
    warnings
        What limits the verdict, one sentence each.
    """

    estimate: Estimate
    method: str
    components: dict[str, float]
    spread: float
    warnings: tuple[str, ...] = ()

    def standardise(self, points: float) -> float | None:
        """Return a difference in standard deviations of the ratings: d of Westfall, Kenny & Judd (2014)."""
        return points / self.spread if self.spread else None


def fit_contrast(ratings: Ratings, weights: Float64Array, df_method: DfMethod = "satterthwaite") -> ContrastFit | str:
    """Fit the model of a contrast, or return the reason why there is none.

    If no mixed model can be fitted, raters' means are tested, and a warning says that clips are taken as fixed.

    Parameters
    ----------
    ratings
        The ratings of one question.
    weights
        `(all conditions,)`.
    df_method
        How the degrees of freedom are approximated.
    """
    codes = np.flatnonzero(weights)
    absent = np.setdiff1d(codes, ratings.condition)
    if len(absent):
        return f"the condition {ratings.conditions[absent[0]]} was not rated"
    own = ratings.where(np.isin(ratings.condition, codes))
    confounded = find_confounding(own)
    if confounded:
        return confounded
    fitted = _fit_scores(own, weights, df_method) or _fit_means(own, weights, df_method)
    design = recognise_design(own, ())
    if isinstance(fitted, str) and design.clips != "nested":
        fitted = _rater_means_test(own, weights, fitted)
    if isinstance(fitted, str):
        return fitted
    return replace(
        fitted,
        spread=_spread(own, weights),
        warnings=(*fitted.warnings, *_few_levels(own, df_method), *_design_limits(design)),
    )


def _fit_scores(own: Ratings, weights: Float64Array, df_method: DfMethod) -> ContrastFit | None:
    scores, incomplete = contrast_scores(own, weights)
    if incomplete > (1 - COMPLETE_SHARE) * (len(scores) + incomplete):
        return None
    fit = fit_crossed_model(scores, INTERCEPT_TERMS)
    if isinstance(fit, str):
        return None
    adjusted = kenward_roger(scores, fit) if df_method == "kenward-roger" else None
    estimate, notes = _estimate(fit, np.ones(1), adjusted)
    return ContrastFit(estimate, CONTRAST_SCORES, fit.components, 0.0, (*notes, *_left_out(incomplete, len(scores))))


def _fit_means(own: Ratings, weights: Float64Array, df_method: DfMethod) -> ContrastFit | str:
    fitted = fit_condition_means(own, weights)
    if isinstance(fitted, str):
        return fitted
    adjusted = fitted.kenward_roger() if df_method == "kenward-roger" else None
    estimate, notes = _estimate(fitted.fit, weights[fitted.fit.conditions], adjusted)
    return ContrastFit(estimate, CONDITION_MEANS, fitted.fit.components, 0.0, notes)


def contrast_scores(ratings: Ratings, weights: Float64Array) -> tuple[Ratings, int]:
    """Return the score sum_c w_c y_c of each complete rater × clip block, and the number of incomplete blocks.

    The scores are a table of ratings of one condition.
    """
    codes = np.flatnonzero(weights)
    block = renumber_levels(ratings.rater) * (int(ratings.clip.max()) + 1) + ratings.clip
    block = np.unique(block, return_inverse=True)[1]
    complete = np.bincount(block) == len(codes)
    score = np.bincount(block, weights[ratings.condition] * ratings.rating)
    first = np.unique(block, return_index=True)[1][complete]
    table = ratings.where(first)
    return replace(table, condition=np.zeros_like(table.condition), rating=score[complete]), int((~complete).sum())


def _left_out(incomplete: int, complete: int) -> list[str]:
    """Return a warning if ratings of incomplete blocks were left out."""
    if not incomplete:
        return []
    were = "was" if incomplete == 1 else "were"
    return [f"{incomplete} of {incomplete + complete} pairs of rater and clip lack a condition and {were} left out"]


def _estimate(
    fit: MixedModelFit, weights: Float64Array, adjusted: KenwardRoger | str | None
) -> tuple[Estimate, tuple[str, ...]]:
    """Return the estimate; where Kenward and Roger's is wanted and not possible, Satterthwaite's and a sentence."""
    difference = float(weights @ fit.means)
    error = float(np.sqrt(weights @ fit.covariance @ weights))
    satterthwaite = Estimate(difference, error, satterthwaite_df(fit, weights))
    if adjusted is None:
        return satterthwaite, ()
    estimate = adjusted if isinstance(adjusted, str) else adjusted.estimate_contrast(weights)
    if isinstance(estimate, str):
        return satterthwaite, (f"degrees of freedom are Satterthwaite's: {estimate}",)
    return estimate, ()


def _rater_means_test(own: Ratings, weights: Float64Array, reason: str) -> ContrastFit | str:
    """Test the raters' means: paired where raters met all conditions, else by Welch between groups of raters."""
    means = rater_means(own)[:, weights != 0]
    scores = merge_ties(means @ weights[weights != 0], tie_tolerance(own.rating) * float(np.abs(weights).sum()))
    paired = count_levels(own.rater) > 1 and np.isfinite(scores).any()
    estimate = (
        paired_t_estimate(scores[np.isfinite(scores)]) if paired else welch_t_estimate(means, weights[weights != 0])
    )
    if isinstance(estimate, str):
        return f"{reason}; {estimate}" if estimate != reason else reason
    warning = f"tested on rater means, so the result does not generalise over clips, because {reason}"
    return ContrastFit(estimate, PAIRED_T_TEST if paired else WELCH_T_TEST, {}, 0.0, (warning,))


def _spread(own: Ratings, weights: Float64Array) -> float:
    codes = np.flatnonzero(weights)
    sizes = np.bincount(own.condition, minlength=len(weights))[codes]
    variances = [float(own.rating[own.condition == code].var(ddof=1)) for code in codes[sizes > 1]]
    return float(np.sqrt(np.average(variances, weights=np.abs(weights[codes[sizes > 1]])))) if variances else 0.0


def _design_limits(design: RatingDesign) -> list[str]:
    """Return what the design means for the verdict: conditions on a single clip, conditions without common levels."""
    single = [
        f"the condition {condition} was rated on one clip, {clip}: the verdict does not generalise over its clips"
        for condition, clip in design.single_clip.items()
    ]
    if len(design.parts) == 1:
        return single
    groups = " and ".join(", ".join(part) for part in design.parts)
    return [*single, f"the conditions {groups} share neither raters nor clips, so samples are compared, not pairs"]


def _few_levels(own: Ratings, df_method: DfMethod) -> list[str]:
    """Return what one or two raters or clips mean for the verdict."""
    counts = {"rater": count_levels(own.rater), "clip": count_levels(own.clip)}
    single = [f"with only one {name} the verdict holds for this {name} alone" for name, n in counts.items() if n == 1]
    double = [
        f"with only two {name}s Satterthwaite's test finds differences that are not there too often; "
        'df_method = "kenward-roger" does not'
        for name, n in counts.items()
        if n == 2 and df_method == "satterthwaite"
    ]
    return single + double
