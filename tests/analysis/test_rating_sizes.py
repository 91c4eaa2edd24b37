"""The unit of the ratings changes no statistic that has no unit."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.pipeline import analyse
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings

RATINGS = simulate_ratings({"a": 0, "b": 0.5, "c": 1.0}, raters=8, clips=6, seed=3)
HOLES = RATINGS.where(np.random.default_rng(0).random(len(RATINGS)) < 0.7)
WITHOUT_UNIT = {
    *("p", "t", "df", "F", "chi2", "p_adjusted", "p_holm", "p_gg", "p_hf", "gg_epsilon", "eta2", "mauchly_p"),
    *("kendall_w", "wilcoxon_p", "t_p", "dz", "dz_low", "d_av", "cliffs_delta", "rank_biserial", "bf01", "r"),
    *("rest_correlation", "loglik", "log_odds", "standardised", "estimate"),
}


def numbers(ratings: Ratings) -> dict[str, float]:
    def walk(content: Any, place: str = "") -> Iterator[tuple[str, float]]:
        if isinstance(content, dict | list):
            for key, value in content.items() if isinstance(content, dict) else enumerate(content):
                yield from walk(value, f"{place}.{key}")
        elif place.rpartition(".")[2] in WITHOUT_UNIT or ".variance_shares." in place:
            yield place, content

    return dict(walk(json.loads(analyse(ratings).to_json())["questions"]))


@pytest.mark.parametrize("ratings", [RATINGS, HOLES], ids=["complete", "with holes"])
@pytest.mark.parametrize(("factor", "shift"), [(1e-9, 0), (1e14, 0), (1, 1e8)])
def test_results_do_not_depend_on_the_unit(ratings: Ratings, factor: float, shift: float) -> None:
    changed = replace(ratings, rating=ratings.rating * factor + shift)
    before, after = numbers(ratings), numbers(changed)
    assert len(before) > 100
    assert before.keys() == after.keys()
    for place, value in before.items():
        assert (value is None) == (after[place] is None), place
        if value is not None:
            assert after[place] == pytest.approx(value, rel=1e-5, abs=1e-6), place
