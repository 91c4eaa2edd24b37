"""Every pair of conditions in a region: exploratory, beside the plan's contrasts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.classical.effect_sizes import effect_sizes
from analysis.classical.estimate import from_pairs
from analysis.classical.jzs import bf01
from analysis.classical.wilcoxon import Wilcoxon, wilcoxon
from analysis.differences.adjust import benjamini_hochberg, holm
from analysis.differences.clusters import Bootstrap
from analysis.differences.contrasts import Contrast, weights_in

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
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


def pairs(
    contrasts: list[Contrast], means: Floats, conditions: tuple[str, ...], drawn: Bootstrap, level: float
) -> list[Pair]:
    """Join the region's contrasts of two conditions with tests on the rater means `(raters, conditions)`."""
    columns = [[means[:, conditions.index(name)] for name in contrast.weights] for contrast in contrasts]
    ranks = [wilcoxon(a, b, level) for a, b in columns]
    p = [[found.p for found in ranks], [contrast.p for contrast in contrasts]]
    adjusted = zip(holm(p[0]), benjamini_hochberg(p[0]), benjamini_hochberg(p[1]), strict=True)
    boots = [drawn.interval(weights_in(contrast.weights, conditions)) for contrast in contrasts]
    rows = zip(contrasts, columns, ranks, adjusted, boots, strict=True)
    return [_pair(contrast, both, test, ps, boot, level) for contrast, both, test, ps, boot in rows]


def _bayes(difference: Floats) -> tuple[float | None, float | None]:
    """Return p of the paired t test and the Bayes factor from the raters' differences."""
    found = from_pairs(difference) if len(difference) and np.ptp(difference) > 0 else ""
    if isinstance(found, str):
        return None, None
    return found.p, bf01(found.difference / found.error, len(difference))


def _pair(
    contrast: Contrast,
    both: Sequence[Floats],
    ranks: Wilcoxon,
    adjusted: tuple[float | None, float | None, float | None],
    boot: tuple[float | None, float | None],
    level: float,
) -> Pair:
    (a, b), (one, other) = contrast.weights, both
    t_p, bayes = _bayes((one - other)[np.isfinite(one - other)])
    wilcoxon_holm, wilcoxon_bh, p_bh = adjusted
    return Pair(
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
