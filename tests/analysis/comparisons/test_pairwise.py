"""Pairs: each is a contrast of two conditions with tests on the raters' means beside it."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from analysis.classical.descriptive import rater_means
from analysis.comparisons.bootstrap import cluster_bootstrap
from analysis.comparisons.contrast_model import fit_contrast
from analysis.comparisons.contrasts import (
    ContrastEstimate,
    evaluate_contrasts,
    pair_weights,
    weight_vector,
)
from analysis.comparisons.multiple_testing import benjamini_hochberg, holm
from analysis.comparisons.pairwise import PairComparison, compare_ordinal_pairs, compare_pairs
from analysis.comparisons.rater_mean_tests import pair_columns
from analysis.models.clmm import fit_ordinal_model
from analysis.models.lmm import INTERCEPT_TERMS
from analysis.plan import Analysis
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

RATINGS = simulate_ratings({"a": 0, "b": 1.5, "c": 0.2}, raters=9, clips=5, seed=6)


def compare(ratings: Ratings) -> list[PairComparison]:
    questions = [
        ContrastEstimate(
            "upper", f"{a} - {b}", weights, fit_contrast(ratings, weight_vector(weights, ratings.conditions)), 0.5
        )
        for (a, b), weights in pair_weights(ratings.conditions).items()
    ]
    drawn = cluster_bootstrap(ratings, alpha=0.05, seed=1)
    intervals = [drawn.interval(weight_vector(each.weights, ratings.conditions)) for each in questions]
    columns = pair_columns(ratings, list(pair_weights(ratings.conditions)))
    return compare_pairs(evaluate_contrasts(questions, Analysis(), "all"), columns, intervals, 0.05)


def test_every_pair_appears_once_and_agrees_with_scipy() -> None:
    rows, means = compare(RATINGS), rater_means(RATINGS)
    assert [(row.a, row.b) for row in rows] == list(combinations("abc", 2))
    for row, (i, j) in zip(rows, combinations(range(3), 2), strict=True):
        t = stats.ttest_rel(means[:, i], means[:, j])
        assert row.t_p == pytest.approx(t.pvalue)
        assert row.difference == pytest.approx((means[:, i] - means[:, j]).mean())
        assert (row.boot_low or 9) < (row.difference or 0) < (row.boot_high or -9)


def test_each_kind_of_p_value_is_adjusted_over_all_pairs() -> None:
    rows = compare(RATINGS)
    assert [row.p_holm for row in rows] == pytest.approx(holm([row.p for row in rows]))
    assert [row.p_bh for row in rows] == pytest.approx(benjamini_hochberg([row.p for row in rows]))
    assert [row.wilcoxon_p_holm for row in rows] == pytest.approx(holm([row.wilcoxon_p for row in rows]))


def test_identically_rated_conditions_have_no_tests_but_others_do() -> None:
    same = np.where(RATINGS.condition == 1, 5.0, np.where(RATINGS.condition == 0, 5.0, RATINGS.rating))
    ab, ac, _ = compare(Ratings(**{**vars(RATINGS), "rating": same}))
    assert (ab.t_p, ab.bf01, ab.wilcoxon_p, ab.dz) == (None, None, None, None)
    assert ab.reason == "all ratings of b are the same; the raters' differences do not vary"
    assert None not in (ac.t_p, ac.bf01, ac.wilcoxon_p, ac.dz)
    assert ac.p_holm == pytest.approx(min(1, 3 * (ac.p or 0)))


@pytest.mark.parametrize("name", ["missing", "few"])
def test_ordinal_pairs_agree_with_emmeans(name: str) -> None:
    ratings, r = oracle_set(name), from_r("effects")[name]["ordinal"]
    compare = compare_ordinal_pairs(ratings, fit_ordinal_model(ratings, INTERCEPT_TERMS), 0.05)
    assert [f"{pair.a} - {pair.b}" for pair in compare] == r["pair"]
    for key in ("log_odds", "error", "ci_low", "ci_high"):
        assert [vars(pair)[key] for pair in compare] == pytest.approx(r[key], abs=2e-3)
    for key in ("p", "p_holm"):
        assert [vars(pair)[key] for pair in compare] == pytest.approx(r[key], rel=1e-2, abs=1e-4)
