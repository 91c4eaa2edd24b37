"""The table that is handed out is the one that is read."""

from analysis.simulate import simulate
from analysis.tables.codebook import RATINGS
from analysis.tables.ratings_in import parse, simulated_raters
from analysis.tables.ratings_out import ratings_csv, rows

MADE = simulate({"a": 0.0, "b": 2.0, "c": 0.0}, raters=7, clips=4, seed=5)


def test_ratings_come_back_as_they_were_with_their_marks() -> None:
    text = ratings_csv(MADE, simulated={"rater 001"})
    assert tuple(text.splitlines()[0].split(",")) == tuple(RATINGS)
    assert parse(text, "ratings.csv").digest == MADE.digest
    assert simulated_raters(text) == {"rater 001"}


def test_unknown_positions_and_fractions_survive() -> None:
    ratings = parse("rater,clip,condition,region,rating,position\nr,k,a,upper,6.125,\nr,k,b,upper,7,3\n", "x")
    assert [(each.rating, each.position) for each in rows(ratings)] == [(6.125, None), (7, 3)]
    assert rows(MADE)[0].position is None
