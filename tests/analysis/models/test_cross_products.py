"""The cross table against the design matrices that it stands for."""

import numpy as np
import pytest

from analysis.models import cross_products as module
from analysis.models.cross_products import CrossProducts, cross_products
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings


def incomplete_ratings(raters: int, clips: int, share: float = 0.7) -> Ratings:
    ratings = simulate_ratings({"a": 0, "b": 1, "c": 0}, raters=raters, clips=clips, seed=4)
    return ratings.where(np.random.default_rng(2).random(len(ratings)) < share)


def columns(ratings: Ratings, trailing: np.ndarray) -> np.ndarray:
    """Return the columns as the docstring describes them `(n, m)`."""
    cell = np.eye((trailing.max() + 1) * 3)[trailing * 3 + ratings.condition]
    return np.column_stack([cell, np.eye(3)[ratings.condition], ratings.rating - ratings.rating.mean()])


@pytest.mark.parametrize("size", [(6, 4), (4, 6)])
def test_cross_products_agree_with_the_design_matrix(size: tuple[int, int]) -> None:
    ratings = incomplete_ratings(*size)
    table = cross_products(ratings)
    rater_leads = size[0] > size[1]
    assert table.factor_names == (("rater", "clip") if rater_leads else ("clip", "rater"))
    leading, trailing = (ratings.rater, ratings.clip) if rater_leads else (ratings.clip, ratings.rater)
    design = columns(ratings, trailing)
    assert table.column_products == pytest.approx(design.T @ design)
    own = np.eye(leading.max() + 1)[leading]
    assert table.leading_products == pytest.approx(
        np.einsum("ni,nc,nm->icm", own, np.eye(3)[ratings.condition], design)
    )
    counts, sums = table.trailing_cells
    assert counts.sum() == table.counts.sum() == len(ratings)
    assert sums[1, 2] == pytest.approx(design[(trailing == 1) & (ratings.condition == 2), -1].sum())
    assert (table.trailing_indicators.sum(axis=0) == 3).all()


def weights(table: CrossProducts, many: int) -> np.ndarray:
    return np.random.default_rng(3).normal(size=(many, len(table.patterns[0]), 3, 3))


@pytest.mark.parametrize("share", [0.7, 1.1])
def test_weighted_sums_agree_by_products_and_by_levels(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = incomplete_ratings(40, 3, share)
    first, second, third = weights(cross_products(ratings), 3)
    result = cross_products(ratings).weighted_products(first, second, third)
    monkeypatch.setattr(module, "MAX_PRODUCTS", 0)
    table = cross_products(ratings)
    assert table.pattern_products is None
    assert table.weighted_products(first, second, third) == pytest.approx(result)
    by_level = first[table.patterns[1]]
    assert result[0] == pytest.approx(
        np.einsum("ica,icd,idb->ab", table.leading_products, by_level, table.leading_products)
    )


def test_levels_without_ratings_are_omitted_and_patterns_counted() -> None:
    ratings = incomplete_ratings(5, 4, 1.1)
    table = cross_products(ratings.where((ratings.rater != 1) & (ratings.clip != 2) & (ratings.condition != 0)))
    assert (table.counts.shape, table.n_trailing, table.n_conditions) == ((4, 2), 3, 2)
    assert table.patterns[0].tolist() == [[3, 3]]
    assert table.pattern_counts.tolist() == [4]
