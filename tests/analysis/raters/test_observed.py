"""Each rater beside the rest."""

import numpy as np

from analysis.raters.observed import rater_table
from analysis.ratings import Ratings
from analysis.simulate import simulate


def test_a_rater_who_turns_the_scale_is_seen() -> None:
    ratings = simulate({"a": 0, "b": 3}, raters=10, clips=8, seed=1)
    turned = Ratings(**{**vars(ratings), "rating": np.where(ratings.rater == 4, 11 - ratings.rating, ratings.rating)})
    table = rater_table(turned)
    assert min(table, key=lambda row: row.rest_correlation or 0).rater == "rater 004"
    assert sum(row.n for row in table) == len(ratings)
    assert table[0].median_seconds is None
