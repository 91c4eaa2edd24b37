"""Simulated raters: repeatable, on the scale, and as spread as they should be."""

from collections import Counter

import numpy as np
import pytest

from analysis.pipeline import analyse
from analysis.plan import parse_plan
from analysis.rating_design import recognise_design
from analysis.rating_simulation import RatingModel, StandardDeviations, simulate_design, simulate_ratings


def test_ratings_do_not_depend_on_the_order_of_calls() -> None:
    keys = [("ann", "a", "upper", "k1"), ("ann", "b", "lower", "k2"), ("bob", "a", "upper", "k1")]
    first = [RatingModel(4).rating(*each) for each in keys]
    assert [RatingModel(4).rating(*each) for each in reversed(keys)] == first[::-1]
    assert [RatingModel(5).latent_rating(*each) for each in keys] != [
        RatingModel(4).latent_rating(*each) for each in keys
    ]


def test_ratings_stay_on_the_scale() -> None:
    opinions = RatingModel(1, {"good": 30.0, "bad": -30.0}, scale=(0, 100))
    assert opinions.rating("r", "good", "upper", "k") < 100
    harsh = RatingModel(1, {"good": 300.0, "bad": -300.0}, scale=(0, 100))
    assert [harsh.rating("r", name, "upper", "k") for name in ("good", "bad")] == [100, 0]


def test_ratings_have_the_given_standard_deviations() -> None:
    opinions = RatingModel(2, deviations=StandardDeviations(0.0, 0.0, 0.0, 0.0, 2.0))
    drawn = np.array([opinions.latent_rating("r", "a", "upper", str(k)) for k in range(4000)])
    assert (drawn.mean(), drawn.std()) == (pytest.approx(5.5, abs=0.1), pytest.approx(2, abs=0.08))


def test_the_analysis_recovers_the_effects() -> None:
    ratings = simulate_ratings(
        {"a": 0.0, "b": 1.0}, raters=60, clips=20, seed=1, deviations=StandardDeviations(1, 0.5, 0.1, 0.1, 1)
    )
    means = [ratings.rating[ratings.condition == code].mean() for code in (0, 1)]
    assert means[1] - means[0] == pytest.approx(1.0, abs=0.15)


def test_a_rater_without_other_deviations_rates_everything_alike() -> None:
    opinions = RatingModel(3, deviations=StandardDeviations(1.0, 0.0, 0.0, 0.0, 0.0))
    assert opinions.latent_rating("r", "a", "upper", "k1") == opinions.latent_rating("r", "b", "upper", "k2")
    assert opinions.latent_rating("r", "a", "upper", "k1") != opinions.latent_rating("s", "a", "upper", "k1")


@pytest.mark.parametrize(
    ("key", "value", "raters", "per_cell"),
    [
        ("conditions_per_rater", "all", "within", 12),
        ("clip_showings", "once", "within", 4),
        ("conditions_per_rater", "one", "between", 4),
    ],
)
def test_simulated_studies_have_their_design_and_are_analysed(key: str, value: str, raters: str, per_cell: int) -> None:
    tables = {
        "design": {"raters": 12, "clips": 6, key: value},
        "analysis": {"contrasts": {"c - a": {"c": 1, "a": -1}}},
    }
    plan = parse_plan(tables, source="x")
    ratings = simulate_design({"a": 0.0, "b": 1.0, "c": 3.0}, plan.design, seed=3, questions=("q",))
    cells = Counter(zip(ratings.clip.tolist(), ratings.condition.tolist(), strict=True))
    assert (len(cells), set(cells.values())) == (18, {per_cell})
    assert recognise_design(ratings, ratings.conditions).raters == raters
    (contrast,) = analyse(ratings, plan).contrasts
    assert contrast.difference == pytest.approx(3, abs=1.5)
    assert contrast.verdict
