"""Pairwise comparisons: every pair of conditions, by question, exploratory, beside the plan's contrasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.classical.effect_sizes import effect_sizes
from analysis.classical.rank_tests import WilcoxonTest, wilcoxon_signed_rank
from analysis.classical.t_test import jzs_bayes_factor, paired_t_estimate
from analysis.classical.ties import rater_differences
from analysis.comparisons.bootstrap import ClusterBootstrap
from analysis.comparisons.contrasts import Contrast, weight_vector
from analysis.comparisons.multiple_testing import PValue, benjamini_hochberg, holm
from analysis.comparisons.ordinal_contrast import wald_test
from analysis.models.clmm import SEPARATION_LOG_ODDS, OrdinalModel
from analysis.ratings import Ratings
from face.arrays import Float64Array


@dataclass(frozen=True)
class PairComparison:
    """The difference a - b with its tests; `_holm` and `_bh` are adjusted over the question's pairs.

    `boot_low` and `boot_high` resample raters and clips; `wilcoxon_p`, `t_p`, the effect sizes and `bf01` are computed
    from rater means alone.
    """

    a: str
    b: str
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    boot_low: float | None
    boot_high: float | None
    p: float | None
    p_holm: float | None
    p_bh: float | None
    wilcoxon_p: float | None
    wilcoxon_p_holm: float | None
    wilcoxon_p_bh: float | None
    rank_biserial: float | None
    rank_biserial_low: float | None
    rank_biserial_high: float | None
    t_p: float | None
    dz: float | None
    dz_low: float | None
    dz_high: float | None
    d_av: float | None
    cliffs_delta: float | None
    cliffs_delta_low: float | None
    cliffs_delta_high: float | None
    bf01: float | None
    tost_p: float | None
    verdict: str | None
    reason: str | None


@dataclass(frozen=True)
class OrdinalPairComparison:
    """Log odds of a higher rating in a than in b, by Wald tests; `p_holm` and `p_bh` over the question's pairs.

    The numbers are None where the ratings of a and b hardly overlap; without a covariance there is no test.
    """

    a: str
    b: str
    log_odds: float | None
    odds_ratio: float | None
    error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None


def compare_pairs(
    contrasts: list[Contrast],
    means: Float64Array,
    conditions: tuple[str, ...],
    bootstrap: ClusterBootstrap,
    alpha: float,
) -> list[PairComparison]:
    """Join the question's contrasts of two conditions with tests and effect sizes on rater means.

    Parameters
    ----------
    contrasts
        One contrast a - b per pair, adjusted by Holm over the pairs.
    means
        `(raters, conditions)`, NaN where a rater did not rate a condition.
    conditions
        The names of the columns of `means`.
    bootstrap
        Resampled condition means of the same ratings.
    alpha
        One minus the coverage of the intervals.
    """
    columns = [[means[:, conditions.index(name)] for name in contrast.weights] for contrast in contrasts]
    rank_tests = [wilcoxon_signed_rank(a, b, alpha) for a, b in columns]
    rank_p = [test.p for test in rank_tests]
    adjusted = zip(
        holm(rank_p),
        benjamini_hochberg(rank_p),
        benjamini_hochberg([contrast.p for contrast in contrasts]),
        strict=True,
    )
    intervals = [bootstrap.interval(weight_vector(contrast.weights, conditions)) for contrast in contrasts]
    rows = zip(contrasts, columns, rank_tests, adjusted, intervals, strict=True)
    return [_pair(*row, alpha) for row in rows]


def _paired_t(difference: Float64Array) -> tuple[float | None, float | None]:
    """Return p of the paired t test and the Bayes factor from the raters' differences."""
    estimate = paired_t_estimate(difference)
    if isinstance(estimate, str):
        return None, None
    return estimate.p, jzs_bayes_factor(estimate.difference / estimate.standard_error, len(difference))


def _pair(
    contrast: Contrast,
    columns: Sequence[Float64Array],
    rank_test: WilcoxonTest,
    adjusted: tuple[PValue, PValue, PValue],
    boot: tuple[float | None, float | None],
    alpha: float,
) -> PairComparison:
    (a, b), (means_a, means_b) = contrast.weights, columns
    t_p, bf01 = _paired_t(rater_differences(means_a, means_b))
    wilcoxon_holm, wilcoxon_bh, p_bh = adjusted
    return PairComparison(
        a=a,
        b=b,
        difference=contrast.difference,
        ci_low=contrast.ci_low,
        ci_high=contrast.ci_high,
        boot_low=boot[0],
        boot_high=boot[1],
        p=contrast.p,
        p_holm=contrast.p_adjusted,
        p_bh=p_bh,
        wilcoxon_p=rank_test.p,
        wilcoxon_p_holm=wilcoxon_holm,
        wilcoxon_p_bh=wilcoxon_bh,
        rank_biserial=rank_test.rank_biserial,
        rank_biserial_low=rank_test.rank_biserial_low,
        rank_biserial_high=rank_test.rank_biserial_high,
        t_p=t_p,
        **vars(effect_sizes(means_a, means_b, alpha)),
        bf01=bf01,
        tost_p=contrast.tost_p,
        verdict=contrast.verdict,
        reason=contrast.reason,
    )


def compare_ordinal_pairs(ratings: Ratings, model: OrdinalModel, alpha: float) -> list[OrdinalPairComparison]:
    """Compare the conditions of an ordinal model of the same ratings; an empty list if it could not be fitted."""
    if not model.effects:
        return []
    names = [ratings.conditions[code] for code in np.unique(ratings.condition)]
    effects = [0.0, *(effect.log_odds for effect in model.effects)]
    covariance = np.full((len(names), len(names)), np.nan)
    if model.covariance is not None:
        covariance = np.pad(np.array(model.covariance), ((1, 0), (1, 0)))
    pairs = list(combinations(range(len(names)), 2))
    differences = [_difference(effects[i], effects[j]) for i, j in pairs]
    variances = [float(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]) for i, j in pairs]
    tests = [wald_test(difference, v, alpha) for difference, v in zip(differences, variances, strict=True)]
    p = [test.get("p") for test in tests]
    rows = zip(pairs, differences, tests, holm(p), benjamini_hochberg(p), strict=True)
    return [
        OrdinalPairComparison(
            a=names[i],
            b=names[j],
            log_odds=difference,
            odds_ratio=None if difference is None else float(np.exp(difference)),
            **test,
            p_holm=p_holm,
            p_bh=p_bh,
        )
        for (i, j), difference, test, p_holm, p_bh in rows
    ]


def _difference(a: float | None, b: float | None) -> float | None:
    if a is None or b is None or abs(a - b) > SEPARATION_LOG_ODDS:
        return None
    return a - b
