"""The variances that a forecast rests on: typical ones, or those of a pilot with their uncertainty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

TYPICAL_RANGE: Final = 9
"""Points between the ends of the scale to which the typical variances belong, 1 to 10."""
DRAWS: Final = 1000


@dataclass(frozen=True)
class VarianceComponents:
    """The variances of ratings in points squared; raters' own differences matter only where they rate one condition."""

    rater_condition: float = 0.25
    clip_condition: float = 0.16
    residual: float = 2.25
    rater: float = 1.44


@dataclass(frozen=True)
class PilotSize:
    """How many raters, clips and conditions a pilot had."""

    raters: int
    clips: int
    conditions: int


def variances_from_components(components: Mapping[str, float]) -> VarianceComponents:
    """Return a pilot's variance components; a term that it could not estimate counts as 0."""
    return VarianceComponents(
        components.get("rater:condition", 0.0),
        components.get("clip:condition", 0.0),
        components["residual"],
        components.get("rater", 0.0),
    )


def typical_variances(scale: tuple[int, int]) -> VarianceComponents:
    """Return typical variances of ratings from 1 to 10, in proportion to the scale."""
    typical, factor = VarianceComponents(), ((scale[1] - scale[0]) / TYPICAL_RANGE) ** 2
    return VarianceComponents(
        typical.rater_condition * factor,
        typical.clip_condition * factor,
        typical.residual * factor,
        typical.rater * factor,
    )


def plausible_variances(variances: VarianceComponents, size: PilotSize, seed: int = 0) -> list[VarianceComponents]:
    """Return what pilots of this size would estimate if these variances were true: a parametric bootstrap.

    The mean squares of a complete table are drawn from their chi-squared distributions; estimates below 0 count as 0.
    """
    r, k, c = size.raters, size.clips, size.conditions
    degrees = np.array([(r - 1) * (c - 1), (k - 1) * (c - 1), (r - 1) * (k - 1) * c, r - 1])
    if (degrees[:3] < 1).any():
        return []
    expected = variances.residual + np.array(
        [
            k * variances.rater_condition,
            r * variances.clip_condition,
            0.0,
            k * variances.rater_condition + k * c * variances.rater,
        ]
    )
    chi2 = np.random.default_rng(seed).chisquare(np.maximum(degrees, 1), (DRAWS, 4))
    by_rater, by_clip, residual, rater = (expected * chi2 / np.maximum(degrees, 1)).T
    estimates = zip(
        np.maximum(by_rater - residual, 0) / k,
        np.maximum(by_clip - residual, 0) / r,
        residual,
        np.maximum(rater - by_rater, 0) / (k * c),
        strict=True,
    )
    return [VarianceComponents(*map(float, each)) for each in estimates]
