"""Tables of ratings for the tests."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from analysis.ratings import RatingRow, Ratings

Rule = Callable[[int, int, str], float]


@pytest.fixture
def table() -> Callable[..., Ratings]:
    """Every rater rates every clip in every condition (one letter each) by a rule."""

    def make(raters: int, clips: int, conditions: str, rule: Rule, questions: tuple[str, ...] = ("upper",)) -> Ratings:
        cells = product(range(raters), range(clips), conditions, questions)
        return Ratings.from_rows(RatingRow(f"r{i}", f"k{k}", c, question, rule(i, k, c)) for i, k, c, question in cells)

    return make


@pytest.fixture
def chance() -> Rule:
    """Any rating from 1 to 10."""
    generator = np.random.default_rng(5)
    return lambda *_: int(generator.integers(1, 11))
