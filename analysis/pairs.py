"""Every pair of conditions in a region: exploratory, beside the plan's contrasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis import holm
from analysis.clusters import Bootstrap
from analysis.contrasts import Contrast, weights_in
from analysis.estimate import from_pairs
from analysis.jzs import bf01
from analysis.wilcoxon import wilcoxon

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """The difference a - b with its tests; `p_holm` and `wilcoxon_p_holm` over the region's pairs.

    `boot_low` and `boot_high` come from drawing raters and clips anew; `t_p`, `dz`, `cliffs_delta` and `bf01` from the
    raters' means alone.
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
    wilcoxon_p: float | None
    wilcoxon_p_holm: float | None
    t_p: float | None
    dz: float | None
    cliffs_delta: float | None
    bf01: float | None
    tost_p: float | None
    verdict: str | None
    reason: str | None


def pairs(contrasts: list[Contrast], means: Floats, conditions: tuple[str, ...], drawn: Bootstrap) -> list[Pair]:
    """Join the region's contrasts of two conditions with tests on the rater means `(raters, conditions)`."""
    columns = [[means[:, conditions.index(name)] for name in contrast.weights] for contrast in contrasts]
    ranks = [wilcoxon(a, b).p for a, b in columns]
    return [
        _pair(contrast, a, b, (p, p_holm), drawn.interval(weights_in(contrast.weights, conditions)))
        for contrast, p, p_holm, (a, b) in zip(contrasts, ranks, holm.adjust(ranks), columns, strict=True)
    ]


def cliffs_delta(a: Floats, b: Floats) -> float | None:
    """Return how often a value of `a` is above one of `b`, less how often it is below; NaN are left out.

    Source: Cliff, Psychological Bulletin 114 (1993).
    """
    a, b = a[np.isfinite(a)], np.sort(b[np.isfinite(b)])
    if not len(a) or not len(b):
        return None
    below, above = np.searchsorted(b, a, "left"), len(b) - np.searchsorted(b, a, "right")
    return float((below - above).sum() / (len(a) * len(b)))


def _paired(difference: Floats) -> tuple[float | None, float | None, float | None]:
    """Return p of the paired t test, Cohen's d_z and the Bayes factor from the raters' differences."""
    found = from_pairs(difference) if len(difference) and np.ptp(difference) > 0 else ""
    if isinstance(found, str):
        return None, None, None
    t = found.difference / found.error
    return found.p, t / float(np.sqrt(len(difference))), bf01(t, len(difference))


def _pair(
    contrast: Contrast,
    one: Floats,
    other: Floats,
    ranks: tuple[float | None, float | None],
    boot: tuple[float | None, float | None],
) -> Pair:
    a, b = contrast.weights
    t_p, dz, bayes = _paired((one - other)[np.isfinite(one - other)])
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
        wilcoxon_p=ranks[0],
        wilcoxon_p_holm=ranks[1],
        t_p=t_p,
        dz=dz,
        cliffs_delta=cliffs_delta(one, other),
        bf01=bayes,
        tost_p=contrast.tost_p,
        verdict=contrast.verdict,
        reason=contrast.reason,
    )
