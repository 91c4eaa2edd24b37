"""Contrasts between questions: on one scale, by the contrast's own model, and never a false claim."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparisons.interaction import compare_questions
from analysis.models.lmm import fit_mixed_model
from analysis.models.satterthwaite import omnibus_test
from analysis.plan import Analysis
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import RatingRow, Ratings
from tests.analysis.oracle import from_r
from tests.oracles.sets import question_set

PLAN = Analysis(contrasts={"a − b": {"a": 1, "b": -1}})
NAMES = ("brows", "mouth", "trust")


def simulated(questions=NAMES, seed: int = 1, **sizes: int) -> Ratings:
    sizes = {"raters": 12, "clips": 8} | sizes
    return simulate_ratings({"a": 0.0, "b": 0.0, "c": 0.0}, seed=seed, questions=questions, **sizes)


def helped(ratings: Ratings, question: str, points: float) -> Ratings:
    """Return the ratings with a condition a that is better for one question."""
    chosen = (ratings.question == ratings.questions.index(question)) & (ratings.condition == 0)
    return replace(ratings, rating=ratings.rating + points * chosen)


def scales(**scale: tuple[int, int]) -> dict[str, tuple[int, int]]:
    return dict.fromkeys(NAMES, (1, 10)) | scale


def scores(ratings: Ratings, question: int) -> dict[tuple[str, str], float]:
    """Return a − b by rater and clip."""
    own = ratings.where(ratings.question == question)
    cells = zip(own.rater, own.clip, own.condition, own.rating, strict=True)
    points = {(ratings.raters[r], ratings.clips[k], int(c)): float(y) for r, k, c, y in cells}
    return {(r, k): points[r, k, 0] - points[r, k, 1] for r, k, c in points if c == 0}


def test_two_questions_agree_with_the_score_of_both() -> None:
    ratings = simulated(NAMES[:2])
    (test,), (pair,) = compare_questions(ratings, dict.fromkeys(NAMES[:2], (1, 10)), PLAN)
    brows, mouth = scores(ratings, 0), scores(ratings, 1)
    assert (pair.a, pair.b) == ("brows", "mouth")
    assert pair.difference == pytest.approx(np.mean([brows[key] - mouth[key] for key in brows]))
    assert pytest.approx(pair.t**2) == test.F
    assert (test.df1, test.df2, test.p) == (1, pair.df, pair.p)


def test_three_questions_agree_with_a_mixed_model_of_the_scores() -> None:
    ratings = simulated()
    (test,), pairs = compare_questions(ratings, scales(), PLAN)
    rows = [
        RatingRow(rater, clip, name, "score", score)
        for question, name in enumerate(NAMES)
        for (rater, clip), score in scores(ratings, question).items()
    ]
    expected = omnibus_test(fit_mixed_model(Ratings.from_rows(rows)))
    assert (test.F, test.df2, test.p) == pytest.approx((expected.F, expected.df2, expected.p), rel=1e-6)
    assert [(pair.a, pair.b) for pair in pairs] == [("brows", "mouth"), ("brows", "trust"), ("mouth", "trust")]
    assert all(pair.p_holm >= pair.p for pair in pairs)


def test_help_for_one_question_is_found() -> None:
    (test,), pairs = compare_questions(helped(simulated(), "mouth", 3.0), scales(), PLAN)
    assert test.p < 0.001
    by_name = {(pair.a, pair.b): pair for pair in pairs}
    assert by_name["brows", "mouth"].ci_high < 0 < by_name["mouth", "trust"].ci_low
    assert by_name["brows", "trust"].p > 0.01


def test_only_questions_on_one_scale_are_compared() -> None:
    tests, pairs = compare_questions(simulated(), scales(trust=(1, 7)), PLAN)
    assert [test.questions for test in tests] == [["brows", "mouth"]]
    assert len(pairs) == 1
    assert compare_questions(simulated(), {"brows": (1, 5), "mouth": (1, 7), "trust": (0, 100)}, PLAN) == ([], [])


def test_raters_of_one_question_each_are_compared_between_raters() -> None:
    ratings = simulated(NAMES[:2], raters=24)
    split = ratings.where(ratings.rater % 2 == ratings.question)
    (test,), (pair,) = compare_questions(split, dict.fromkeys(NAMES[:2], (1, 10)), PLAN)
    assert pair.p is not None
    assert pair.df < 60
    assert test.p == pair.p


def test_what_cannot_be_compared_has_a_reason() -> None:
    ratings = simulated()
    mouth = ratings.questions.index("mouth")
    (test,), pairs = compare_questions(
        ratings.where((ratings.question != mouth) | (ratings.condition > 0)), scales(), PLAN
    )
    assert test.F is None
    assert "was not rated" in test.reason
    assert [pair.p is None for pair in pairs] == [True, False, True]
    sparse = ratings.where(np.random.default_rng(1).random(len(ratings)) < 0.6)
    (test,), pairs = compare_questions(sparse, scales(), PLAN)
    assert "nine of ten blocks" in test.reason
    assert all(pair.p is not None for pair in pairs)


@pytest.mark.parametrize("method", ["satterthwaite", "kenward-roger"])
def test_differences_and_omnibus_test_agree_with_lmertest(method: str) -> None:
    expected = from_r("questions")
    plan = Analysis(contrasts={"b − a": {"b": 1, "a": -1}}, df_method=method)
    (test,), pairs = compare_questions(question_set(), scales(), plan)
    for pair in pairs:
        r = expected["pairs"][f"{pair.a} {pair.b}"]
        assert pair.difference == pytest.approx(r["difference"], rel=1e-6)
        own = r if method == "satterthwaite" else r["kr"]
        assert (pair.df, pair.p) == pytest.approx((own["df"], own["p"]), rel=5e-6)
        if method == "satterthwaite":
            assert (pair.ci_low, pair.ci_high) == pytest.approx((r["low"], r["high"]), rel=5e-6)
    r = expected["omnibus"]
    assert (test.F, test.df1, test.df2, test.p) == pytest.approx((r["F"], r["df1"], r["df2"], r["p"]), rel=5e-6)


@pytest.mark.slow
def test_without_a_difference_few_are_found() -> None:
    found = [compare_questions(simulated(seed=seed), scales(), PLAN) for seed in range(400)]
    assert 0.02 <= np.mean([tests[0].p < 0.05 for tests, _ in found]) <= 0.08
    assert 0.02 <= np.mean([pairs[0].p < 0.05 for _, pairs in found]) <= 0.08
