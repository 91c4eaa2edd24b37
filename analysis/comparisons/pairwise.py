"""Pairwise comparisons: every pair of conditions, by question, exploratory, beside the plan's contrasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from analysis.classical.effect_sizes import effect_sizes
from analysis.classical.group_tests import compare_groups
from analysis.classical.rank_tests import WilcoxonTest, wilcoxon_signed_rank
from analysis.classical.t_test import jzs_bayes_factor, paired_t_estimate
from analysis.classical.ties import rater_differences
from analysis.comparisons.contrasts import Contrast
from analysis.comparisons.multiple_testing import PValue, benjamini_hochberg, holm
from analysis.comparisons.ordinal_contrast import wald_test
from analysis.models.clmm import SEPARATION_LOG_ODDS, OrdinalModel
from analysis.ratings import Ratings
from face.arrays import Float64Array


@dataclass(frozen=True)
class PairComparison:
    """The difference a - b with its tests; `_holm` and `_bh` are adjusted over the question's pairs.

    `boot_low` and `boot_high` resample raters and clips; `wilcoxon_p`, `t_p`, the effect sizes and `bf01` are computed
    from rater means alone, and None where each clip belongs to one condition. Between groups of raters, Mann and
    Whitney's test, Welch's t test and Hedges' g replace the paired ones.
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
    mann_whitney_p: float | None
    mann_whitney_p_holm: float | None
    mann_whitney_p_bh: float | None
    welch_p: float | None
    hedges_g: float | None
    hedges_g_low: float | None
    hedges_g_high: float | None
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
    contrasts: Sequence[Contrast],
    columns: Sequence[tuple[Float64Array, Float64Array]],
    intervals: Sequence[tuple[float | None, float | None]],
    alpha: float,
) -> list[PairComparison]:
    """Join the question's contrasts of two conditions with tests and effect sizes on rater means.

    Parameters
    ----------
    contrasts
        One contrast a - b per pair, adjusted by Holm over the pairs.
    columns
        For each pair the raters' means of a and of b, both `(raters,)`, NaN where there is none.
    intervals
        The bootstrap interval of each difference.
    alpha
        One minus the coverage of the intervals.
    """
    ranks = [wilcoxon_signed_rank(a, b, alpha) for a, b in columns]
    groups = [compare_groups(a, b, alpha) for a, b in columns]
    adjusted = _adjusted(
        wilcoxon_p=[test.p for test in ranks], mann_whitney_p=[group.mann_whitney_p for group in groups]
    )
    p_bh = benjamini_hochberg([contrast.p for contrast in contrasts])
    rows: list[dict[str, Any]] = [
        _difference_of_means(contrast)
        | {"p_bh": p_bh[index], "boot_low": intervals[index][0], "boot_high": intervals[index][1]}
        | _paired_tests(ranks[index], *columns[index])
        | vars(effect_sizes(*columns[index], alpha))
        | vars(groups[index])
        | {name: values[index] for name, values in adjusted.items()}
        for index, contrast in enumerate(contrasts)
    ]
    return [PairComparison(**row) for row in rows]


def _adjusted(**p: list[PValue]) -> dict[str, list[PValue]]:
    """Return each test's p-values adjusted over the pairs, by Holm and by Benjamini and Hochberg."""
    by_holm = {f"{name}_holm": holm(values) for name, values in p.items()}
    return by_holm | {f"{name}_bh": benjamini_hochberg(values) for name, values in p.items()}


def _difference_of_means(contrast: Contrast) -> dict[str, Any]:
    a, b = contrast.weights
    keys = ("difference", "ci_low", "ci_high", "p", "tost_p", "verdict", "reason")
    return {"a": a, "b": b, "p_holm": contrast.p_adjusted} | {key: getattr(contrast, key) for key in keys}


def _paired_tests(rank_test: WilcoxonTest, a: Float64Array, b: Float64Array) -> dict[str, Any]:
    """Return Wilcoxon's test, and the paired t test with its Bayes factor."""
    keys = ("rank_biserial", "rank_biserial_low", "rank_biserial_high")
    tests = {"wilcoxon_p": rank_test.p} | {key: getattr(rank_test, key) for key in keys}
    difference = rater_differences(a, b)
    estimate = paired_t_estimate(difference)
    if isinstance(estimate, str):
        return tests | {"t_p": None, "bf01": None}
    bf01 = jzs_bayes_factor(estimate.difference / estimate.standard_error, len(difference))
    return tests | {"t_p": estimate.p, "bf01": bf01}


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
