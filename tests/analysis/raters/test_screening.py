"""Rules that leave raters out only when the plan asks for it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analysis.plan import Exclusions
from analysis.raters.screening import ScreeningFinding, screen_raters, without_excluded
from analysis.ratings import Ratings


@pytest.fixture
def ratings(table: Callable[..., Ratings]) -> Ratings:
    """Rater 0 always says 7, rater 1 rated two of eight."""
    rating_table = table(4, 4, "ab", lambda i, k, c: 7 if i == 0 else 1 + k + (c == "b"))
    return rating_table.where((rating_table.rater != 1) | (rating_table.clip == 0))


def test_rules_outside_the_plan_exclude_nobody(ratings: Ratings) -> None:
    result = screen_raters(ratings, Exclusions())
    assert result == [ScreeningFinding("r0", "constant", 7.0, excluded=False)]
    assert len(without_excluded(ratings, result)) == len(ratings)


def test_rules_in_the_plan_exclude_raters(ratings: Ratings) -> None:
    result = screen_raters(ratings, Exclusions(constant=True, minimum_share=0.5))
    assert [(each.rater, each.rule, each.value) for each in result] == [
        ("r0", "constant", 7.0),
        ("r1", "minimum_share", 0.25),
    ]
    assert np.unique(without_excluded(ratings, result).rater).tolist() == [2, 3]


def test_raters_with_equal_questions_are_flagged(table: Callable[..., Ratings]) -> None:
    rating_table = table(3, 4, "ab", lambda i, k, c: 1 + k + (c == "b"), ("upper", "lower"))
    lifted = np.where(
        (rating_table.rater > 0) & (rating_table.question == 1), rating_table.rating + 2, rating_table.rating
    )
    result = screen_raters(replace(rating_table, rating=lifted), Exclusions(alike=True))
    assert result == [ScreeningFinding("r0", "alike", 8.0, excluded=True)]
    assert screen_raters(rating_table.of_question("upper"), Exclusions()) == []


def test_long_runs_and_fast_answers_need_positions_and_seconds(table: Callable[..., Ratings]) -> None:
    rating_table = table(3, 5, "ab", lambda i, k, c: 4 if i == 0 and k < 4 else 1 + k + (c == "b"))
    rules = Exclusions(longest_run=0.5, minimum_seconds=2)
    assert screen_raters(rating_table, rules) == []
    known = replace(
        rating_table,
        position=2.0 * rating_table.clip + rating_table.condition,
        seconds=np.where(rating_table.rater == 1, 1.0, 5.0),
    )
    assert screen_raters(known, rules) == [
        ScreeningFinding("r0", "longest_run", 0.8, excluded=True),
        ScreeningFinding("r1", "minimum_seconds", 1.0, excluded=True),
    ]


def test_failed_checks_exclude_unless_the_plan_keeps_them(ratings: Ratings) -> None:
    failed = {"r2": "gold", "nobody": "gold"}
    assert ScreeningFinding("r2", "gold", None, excluded=True) in screen_raters(ratings, Exclusions(), failed)
    result = screen_raters(ratings, Exclusions(checks=False), failed)
    assert [each for each in result if each.rule == "gold"] == [ScreeningFinding("r2", "gold", None, excluded=False)]
    assert len(without_excluded(ratings, result)) == len(ratings)
