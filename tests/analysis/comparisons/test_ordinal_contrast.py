"""Odds ratios of contrasts: against R, and where there is none."""

import numpy as np
import pytest

from analysis.comparisons.ordinal_contrast import NO_OVERLAP, fit_ordinal_contrast
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from tests.analysis.comparisons.test_contrast_model import WEIGHTS, vector
from tests.analysis.oracle import from_r
from tests.oracles.sets import contrast_set


@pytest.mark.parametrize("name", ["nearly", "sparse"])
@pytest.mark.parametrize("contrast", WEIGHTS)
def test_log_odds_agree_with_clmm(name: str, contrast: str) -> None:
    r = from_r("ordinal_contrasts")[name][contrast]
    ratings = contrast_set(name)
    found = fit_ordinal_contrast(ratings, vector(ratings, WEIGHTS[contrast]), 0.05)
    assert found.log_odds == pytest.approx(r["log_odds"], rel=1e-3, abs=1e-3)
    assert found.error == pytest.approx(r["error"], rel=1e-2)
    assert found.odds_ratio == pytest.approx(np.exp(r["log_odds"]), rel=2e-3)


def test_swapped_conditions_have_the_inverse_odds_ratio() -> None:
    ratings = simulate_ratings({"a": 0.0, "b": 0.8, "c": 3.0}, raters=8, clips=6, seed=1)
    forth, back = (fit_ordinal_contrast(ratings, sign * np.array([1.0, -1.0, 0.0]), 0.05) for sign in (1, -1))
    assert forth.odds_ratio == pytest.approx(1 / back.odds_ratio, rel=1e-3)
    assert forth.p == pytest.approx(back.p, rel=1e-2)
    assert forth.ci_low < forth.log_odds < forth.ci_high


@pytest.mark.parametrize("rating", [lambda condition: 1.0 + 8 * condition, lambda condition: 5.0 + 0 * condition])
def test_ratings_without_overlap_or_spread_have_a_reason(rating) -> None:
    ratings = simulate_ratings({"a": 0.0, "b": 1.0}, raters=6, clips=4, seed=1)
    changed = Ratings(**{**vars(ratings), "rating": rating(ratings.condition)})
    found = fit_ordinal_contrast(changed, np.array([1.0, -1.0]), 0.05)
    assert found.odds_ratio is None
    assert found.reason == NO_OVERLAP or "not fitted" in found.reason
