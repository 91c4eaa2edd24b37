"""Every pair of conditions in a region: exploratory, beside the plan's contrasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.classical.effect_sizes import effect_sizes
from analysis.classical.rank_tests import WilcoxonTest, wilcoxon_signed_rank
from analysis.classical.t_test import jzs_bayes_factor, paired_t_estimate
from analysis.comparisons.bootstrap import ClusterBootstrap
from analysis.comparisons.contrasts import Contrast, weight_vector
from analysis.comparisons.multiple_testing import benjamini_hochberg, holm
from analysis.models.clmm import OrdinalModel
from analysis.ratings import Ratings
from face.arrays import Float64Array


@dataclass(frozen=True)
class PairComparison:
    """The difference a - b with its tests; `_holm` and `_bh` are adjusted over the region's pairs.

    `boot_low` and `boot_high` come from drawing raters and clips anew; `wilcoxon_p`, `t_p`, the effect sizes and `bf01`
    from the raters' means alone.
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


def compare_pairs(
    contrasts: list[Contrast], means: Float64Array, conditions: tuple[str, ...], drawn: ClusterBootstrap, level: float
) -> list[PairComparison]:
    """Join the region's contrasts of two conditions with tests on the rater means `(raters, conditions)`."""
    columns = [[means[:, conditions.index(name)] for name in contrast.weights] for contrast in contrasts]
    ranks = [wilcoxon_signed_rank(a, b, level) for a, b in columns]
    p = [[found.p for found in ranks], [contrast.p for contrast in contrasts]]
    adjusted = zip(holm(p[0]), benjamini_hochberg(p[0]), benjamini_hochberg(p[1]), strict=True)
    boots = [drawn.interval(weight_vector(contrast.weights, conditions)) for contrast in contrasts]
    rows = zip(contrasts, columns, ranks, adjusted, boots, strict=True)
    return [_pair(contrast, both, test, ps, boot, level) for contrast, both, test, ps, boot in rows]


def _bayes(difference: Float64Array) -> tuple[float | None, float | None]:
    """Return p of the paired t test and the Bayes factor from the raters' differences."""
    found = paired_t_estimate(difference) if len(difference) and np.ptp(difference) > 0 else ""
    if isinstance(found, str):
        return None, None
    return found.p, jzs_bayes_factor(found.difference / found.error, len(difference))


def _pair(
    contrast: Contrast,
    both: Sequence[Float64Array],
    ranks: WilcoxonTest,
    adjusted: tuple[float | None, float | None, float | None],
    boot: tuple[float | None, float | None],
    level: float,
) -> PairComparison:
    (a, b), (one, other) = contrast.weights, both
    t_p, bayes = _bayes((one - other)[np.isfinite(one - other)])
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
        wilcoxon_p=ranks.p,
        wilcoxon_p_holm=wilcoxon_holm,
        wilcoxon_p_bh=wilcoxon_bh,
        rank_biserial=ranks.rank_biserial,
        rank_biserial_low=ranks.rank_biserial_low,
        rank_biserial_high=ranks.rank_biserial_high,
        t_p=t_p,
        **vars(effect_sizes(one, other, level)),
        bf01=bayes,
        tost_p=contrast.tost_p,
        verdict=contrast.verdict,
        reason=contrast.reason,
    )


@dataclass(frozen=True)
class OrdinalPairComparison:
    """Log odds of a higher rating in a than in b, by Wald; `p_holm` and `p_bh` over the region's pairs."""

    a: str
    b: str
    log_odds: float
    odds_ratio: float
    error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None


def compare_ordinal_pairs(ratings: Ratings, model: OrdinalModel, level: float) -> list[OrdinalPairComparison]:
    """Compare the conditions of a model fitted to the same ratings; nothing where it could not be fitted."""
    if not model.effects:
        return []
    names = [ratings.conditions[code] for code in np.unique(ratings.condition)]
    effects = np.array([0.0, *(effect.log_odds for effect in model.effects)])
    covariance = np.full((len(names), len(names)), np.nan)
    if model.covariance is not None:
        covariance = np.pad(np.array(model.covariance), ((1, 0), (1, 0)))
    places = list(combinations(range(len(names)), 2))
    differences = [float(effects[i] - effects[j]) for i, j in places]
    variances = [float(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]) for i, j in places]
    tests = [_wald(difference, v, level) for difference, v in zip(differences, variances, strict=True)]
    p = [test.get("p") for test in tests]
    rows = zip(places, differences, tests, holm(p), benjamini_hochberg(p), strict=True)
    return [
        OrdinalPairComparison(
            names[i], names[j], each, float(np.exp(np.clip(each, -700, 700))), **test, p_holm=high, p_bh=low
        )
        for (i, j), each, test, high, low in rows
    ]


def _wald(difference: float, variance: float, level: float) -> dict[str, Any]:
    if not variance > 0:
        return {}
    error = float(np.sqrt(variance))
    margin = float(ndtri(1 - level / 2)) * error
    p = float(2 * ndtr(-abs(difference) / error))
    return {"error": error, "ci_low": difference - margin, "ci_high": difference + margin, "p": p}
