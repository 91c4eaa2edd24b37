"""Ratings in memory: order, keys and digest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ratings import RatingRow, Ratings, count_levels, renumber_levels
from face.errors import InputError

ROWS = [
    RatingRow("r1", "c1", "a", "lower", 3),
    RatingRow("r1", "c1", "b", "upper", 4),
    RatingRow("Ж", "c1", "a", "brow", 5),
    RatingRow("r1", "c1", "a", "upper", 6, seconds=2.5),
]


def test_labels_are_sorted_and_the_face_questions_come_first() -> None:
    ratings = Ratings.from_rows(ROWS)
    assert ratings.questions == ("upper", "lower", "brow")
    assert ratings.raters == ("r1", "Ж")
    assert [ratings.raters[code] for code in ratings.rater] == ["r1", "r1", "r1", "Ж"]
    assert ratings.rating.tolist() == [6, 4, 3, 5]
    assert ratings.seconds[0] == 2.5
    assert np.isnan(ratings.seconds[1])


@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(rows: list[RatingRow]) -> None:
    assert Ratings.from_rows(rows).digest == Ratings.from_rows(ROWS).digest
    assert Ratings.from_rows(rows).rating.tolist() == Ratings.from_rows(ROWS).rating.tolist()


def test_one_changed_rating_changes_the_digest() -> None:
    assert Ratings.from_rows([*ROWS[:3], ROWS[3]._replace(rating=7)]).digest != Ratings.from_rows(ROWS).digest


def test_empty_duplicate_and_nonfinite_ratings_are_refused() -> None:
    with pytest.raises(InputError, match="no ratings"):
        Ratings.from_rows([])
    with pytest.raises(InputError, match="rater r1, clip c1, condition a, question lower is rated twice"):
        Ratings.from_rows([*ROWS, ROWS[0]._replace(rating=9)])
    with pytest.raises(InputError, match="question upper is not a finite number"):
        Ratings.from_rows([ROWS[3]._replace(rating=float("nan"))])


def test_a_repeat_is_kept_but_not_analysed() -> None:
    ratings = Ratings.from_rows([*ROWS, ROWS[0]._replace(repeat=1)])
    assert (len(ratings), len(ratings.analysed)) == (5, 4)


def test_the_ratings_of_a_question_keep_the_labels() -> None:
    upper = Ratings.from_rows(ROWS).of_question("upper")
    assert upper.rating.tolist() == [6, 4]
    assert upper.conditions == ("a", "b")


@given(st.lists(st.integers(0, 30), min_size=1))
def test_renumbering_agrees_with_numpy_unique(codes: list[int]) -> None:
    given_codes = np.array(codes)
    present, expected = np.unique(given_codes, return_inverse=True)
    assert count_levels(given_codes) == len(present)
    assert renumber_levels(given_codes).tolist() == expected.tolist()
