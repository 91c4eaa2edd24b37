"""Tests of conditions on rater means: those that belong to the design of the ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.classical.descriptive import complete_rows, rater_means
from analysis.classical.group_tests import KruskalWallis, WelchAnova, group_columns, kruskal_wallis, welch_anova
from analysis.classical.rank_tests import FriedmanTest, friedman_test
from analysis.classical.rm_anova import RmAnova, rm_anova
from analysis.rating_design import RatingDesign
from analysis.ratings import Ratings
from face.arrays import Float64Array

NESTED_CLIPS: Final = "each clip belongs to one condition, so raters' means differ by the clips as well"


@dataclass(frozen=True)
class RaterMeanTests:
    """Paired tests within raters, group tests between them; group tests are None unless raters rated one condition."""

    rm_anova: RmAnova
    friedman: FriedmanTest
    welch_anova: WelchAnova | None = None
    kruskal_wallis: KruskalWallis | None = None


def compare_rater_means(ratings: Ratings, design: RatingDesign, alpha: float) -> RaterMeanTests:
    """Test equal conditions on rater means; with clips of one condition each, there is a reason instead."""
    means = rater_means(ratings)
    obstacle = design.confounded or (NESTED_CLIPS if design.clips == "nested" else None)
    if obstacle:
        paired = RmAnova(reason=obstacle), FriedmanTest(None, None, None, None, 0, obstacle)
        if design.raters != "between":
            return RaterMeanTests(*paired)
        return RaterMeanTests(*paired, WelchAnova(reason=obstacle), KruskalWallis(reason=obstacle))
    complete = complete_rows(means)
    paired = rm_anova(complete), friedman_test(complete, alpha)
    if design.raters != "between":
        return RaterMeanTests(*paired)
    groups = group_columns(means)
    return RaterMeanTests(*paired, welch_anova(groups), kruskal_wallis(groups))


def pair_columns(ratings: Ratings, pairs: Sequence[tuple[str, str]]) -> list[tuple[Float64Array, Float64Array]]:
    """Return the rater means `(raters,)` of each pair of conditions, all NaN if no clip was rated in both."""
    means = rater_means(ratings)
    cells = np.zeros((int(ratings.clip.max()) + 1, len(ratings.conditions)))
    cells[ratings.clip, ratings.condition] = 1
    shared = cells.T @ cells > 0
    index = [(ratings.conditions.index(a), ratings.conditions.index(b)) for a, b in pairs]
    nothing = np.full(len(means), np.nan)
    return [(means[:, a], means[:, b]) if shared[a, b] else (nothing, nothing) for a, b in index]
