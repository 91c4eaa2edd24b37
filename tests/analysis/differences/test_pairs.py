"""Pairs: each is a contrast of two conditions with tests on the raters' means beside it."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from analysis.classical.cells import rater_means
from analysis.differences.adjust import benjamini_hochberg, holm
from analysis.differences.clusters import bootstrap
from analysis.differences.contrasts import Question, decide, on_rater_means, pair_weights, weights_in
from analysis.differences.pairs import Pair, pairs
from analysis.plan import Analysis
from analysis.ratings import Ratings
from analysis.simulate import simulate

RATINGS = simulate({"a": 0, "b": 1.5, "c": 0.2}, raters=9, clips=5, seed=6)


def found(ratings: Ratings) -> list[Pair]:
    means = rater_means(ratings)
    estimate = on_rater_means(means)
    questions = [
        Question("upper", f"{a} - {b}", weights, "t", estimate(weights_in(weights, ratings.conditions)))
        for (a, b), weights in pair_weights(ratings.conditions).items()
    ]
    drawn = bootstrap(ratings, level=0.05, seed=1)
    return pairs(decide(questions, Analysis(), "all"), means, ratings.conditions, drawn, 0.05)


def test_every_two_conditions_are_there_once_with_scipy_s_tests() -> None:
    rows, means = found(RATINGS), rater_means(RATINGS)
    assert [(row.a, row.b) for row in rows] == list(combinations("abc", 2))
    for row, (i, j) in zip(rows, combinations(range(3), 2), strict=True):
        t = stats.ttest_rel(means[:, i], means[:, j])
        assert (row.t_p, row.p) == pytest.approx((t.pvalue, t.pvalue))
        assert row.difference == pytest.approx((means[:, i] - means[:, j]).mean())
        assert (row.boot_low or 9) < (row.difference or 0) < (row.boot_high or -9)


def test_each_kind_of_p_is_adjusted_over_the_pairs() -> None:
    rows = found(RATINGS)
    assert [row.p_holm for row in rows] == pytest.approx(holm([row.p for row in rows]))
    assert [row.p_bh for row in rows] == pytest.approx(benjamini_hochberg([row.p for row in rows]))
    assert [row.wilcoxon_p_holm for row in rows] == pytest.approx(holm([row.wilcoxon_p for row in rows]))


def test_conditions_that_all_rate_alike_have_no_tests_but_the_others_have() -> None:
    same = np.where(RATINGS.condition == 1, 5.0, np.where(RATINGS.condition == 0, 5.0, RATINGS.rating))
    ab, ac, _ = found(Ratings(**{**vars(RATINGS), "rating": same}))
    assert (ab.t_p, ab.bf01, ab.wilcoxon_p, ab.dz) == (None, None, None, None)
    assert ab.reason == "the raters' differences do not vary"
    assert None not in (ac.t_p, ac.bf01, ac.wilcoxon_p, ac.dz)
    assert ac.p_holm == pytest.approx(2 * (ac.p or 0))
