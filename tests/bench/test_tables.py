"""Tables for measuring are complete, on the scale, and always the same."""

import numpy as np

from bench.tables import ratings


def test_ratings_are_complete_and_on_the_scale() -> None:
    table = ratings(4, 3, 2, questions=2)
    keys = np.stack([table.rater, table.clip, table.condition, table.question])
    assert len(np.unique(keys, axis=1).T) == len(table) == 4 * 3 * 2 * 2
    assert set(table.rating) <= set(range(1, 11))


def test_the_seed_determines_the_ratings() -> None:
    once, again, other = ratings(5, 4, 3), ratings(5, 4, 3), ratings(5, 4, 3, seed=2)
    assert once.digest == again.digest != other.digest
