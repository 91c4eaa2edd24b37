"""Every pair of conditions in a region: exploratory, beside the plan's contrasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis import holm
from analysis.contrasts import Contrast
from analysis.wilcoxon import wilcoxon


@dataclass(frozen=True)
class Pair:
    """The difference a - b with its tests; `p_holm` and `wilcoxon_p_holm` over the region's pairs."""

    a: str
    b: str
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    p_holm: float | None
    wilcoxon_p: float | None
    wilcoxon_p_holm: float | None
    dz: float | None
    tost_p: float | None
    verdict: str | None
    reason: str | None


def pairs(contrasts: list[Contrast], means: NDArray[np.float64], conditions: tuple[str, ...]) -> list[Pair]:
    """Join the region's contrasts of two conditions with Wilcoxon's test on the rater means."""
    columns = [[means[:, conditions.index(name)] for name in contrast.weights] for contrast in contrasts]
    ranks = [wilcoxon(a, b).p for a, b in columns]
    return [
        _pair(contrast, p, p_holm, _dz(a - b))
        for contrast, p, p_holm, (a, b) in zip(contrasts, ranks, holm.adjust(ranks), columns, strict=True)
    ]


def _dz(difference: NDArray[np.float64]) -> float | None:
    """Return Cohen's d_z: the mean over the standard deviation of the raters' differences."""
    difference = difference[np.isfinite(difference)]
    if len(difference) < 2 or np.ptp(difference) == 0:  # noqa: PLR2004
        return None
    return float(difference.mean() / difference.std(ddof=1))


def _pair(contrast: Contrast, wilcoxon_p: float | None, wilcoxon_p_holm: float | None, dz: float | None) -> Pair:
    a, b = contrast.weights
    return Pair(
        a=a,
        b=b,
        difference=contrast.difference,
        ci_low=contrast.ci_low,
        ci_high=contrast.ci_high,
        p=contrast.p,
        p_holm=contrast.p_adjusted,
        wilcoxon_p=wilcoxon_p,
        wilcoxon_p_holm=wilcoxon_p_holm,
        dz=dz,
        tost_p=contrast.tost_p,
        verdict=contrast.verdict,
        reason=contrast.reason,
    )
