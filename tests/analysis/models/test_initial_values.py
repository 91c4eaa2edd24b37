"""Where the climb starts: at the top for complete ratings, somewhere possible for all others."""

import numpy as np
import pytest

from analysis.models import optimizer
from analysis.models.cross_products import cross_products
from analysis.models.initial_values import DEFAULT_RHO, MAX_RHO, initial_variances
from analysis.models.reml import evaluate_likelihood, profiled_deviance
from analysis.rating_simulation import StandardDeviations, simulate_ratings
from analysis.ratings import RatingRow, Ratings
from face.arrays import BoolArray

ALL = np.ones(4, dtype=bool)
INTERCEPTS = np.array([True, False, True, False])
WIDE = StandardDeviations(1.2, 0.8, 0.6, 0.6, 1.0)


def complete(seed: int = 1, raters: int = 9, clips: int = 5) -> Ratings:
    return simulate_ratings({"a": 0, "b": 0.3, "c": 0}, raters=raters, clips=clips, seed=seed, deviations=WIDE)


@pytest.mark.parametrize("free", [ALL, INTERCEPTS, np.array([True, True, True, False])])
@pytest.mark.parametrize("size", [(9, 5), (5, 9)])
def test_complete_ratings_start_at_the_optimum(free: BoolArray, size: tuple[int, int]) -> None:
    table = cross_products(complete(4, *size))
    top = optimizer.maximize_likelihood(table, free)
    assert not isinstance(top, str)
    assert (top.rho[free] > 0).all()
    assert initial_variances(table, free) == pytest.approx(top.rho, rel=1e-6)


def test_incomplete_ratings_start_nearer_to_the_optimum_than_the_default() -> None:
    ratings = complete(4, 12, 8)
    table = cross_products(ratings.where(np.random.default_rng(3).random(len(ratings)) < 0.9))
    here, elsewhere = (
        profiled_deviance(table, evaluate_likelihood(table, rho))
        for rho in (initial_variances(table, ALL), np.full(4, DEFAULT_RHO))
    )
    assert here < elsewhere


def test_fixed_terms_start_at_0_and_negative_estimates_at_the_default() -> None:
    ratings = simulate_ratings(
        {"a": 0, "b": 0}, raters=6, clips=4, seed=2, deviations=StandardDeviations(0, 0, 0, 0, 2.0)
    )
    result = initial_variances(cross_products(ratings), ALL)
    assert (result > 0).all()
    assert DEFAULT_RHO in result
    assert initial_variances(cross_products(ratings), INTERCEPTS)[[1, 3]].tolist() == [0, 0]


@pytest.mark.parametrize("cells", ["a0 b0 a1 b2", "a0 b0 a1 b1 a2", "a0 b1 a2"])
def test_a_level_without_every_condition_starts_at_the_default(cells: str) -> None:
    rows = [RatingRow(f"r{n % 2}", cell[1], cell[0], "upper", 3 + n * n % 5) for n, cell in enumerate(cells.split())]
    assert initial_variances(cross_products(Ratings.from_rows(rows)), INTERCEPTS).tolist() == [
        DEFAULT_RHO,
        0,
        DEFAULT_RHO,
        0,
    ]


def test_ratings_with_a_tiny_residual_start_at_most_at_the_limit() -> None:
    rows = [
        RatingRow(f"r{i}", f"k{k}", c, "upper", 100 * i + 10 * k + (c == "b") + 1e-3 * (i * k % 2))
        for i in range(4)
        for k in range(3)
        for c in "ab"
    ]
    assert initial_variances(cross_products(Ratings.from_rows(rows)), INTERCEPTS).max() == MAX_RHO
