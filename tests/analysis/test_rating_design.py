"""Designs are recognised, and what can't be told apart is not tested."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pipeline import analyse
from analysis.plan import Plan
from analysis.rating_design import find_confounding, recognise_design
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from analysis.report.design_text import describe_design

PLAN = Plan.model_validate({"analysis": {"contrasts": {"a − b": {"a": 1, "b": -1}}}})


def simulated(conditions: str = "abc", raters: int = 6, clips: int = 6, questions=("overall",)) -> Ratings:
    return simulate_ratings(dict.fromkeys(conditions, 0.0), raters=raters, clips=clips, seed=3, questions=questions)


def design(ratings: Ratings):
    return recognise_design(ratings, ratings.conditions)


def test_a_complete_table_is_crossed_within_raters() -> None:
    found = design(simulated())
    assert (found.raters, found.clips, found.complete_blocks) == ("within", "crossed", 1.0)
    assert found.ratings_per_rater == (18, 18)
    assert found.parts == [["a", "b", "c"]]
    assert found.confounded is None
    assert not found.single_clip
    assert not found.missing


def test_groups_of_raters_and_clips_of_one_condition_are_recognised() -> None:
    ratings = simulated()
    between = design(ratings.where(ratings.rater % 3 == ratings.condition))
    assert (between.raters, between.clips, between.parts) == ("between", "crossed", [["a", "b", "c"]])
    nested = design(ratings.where(ratings.clip % 3 == ratings.condition))
    assert (nested.raters, nested.clips, nested.complete_blocks) == ("within", "nested", 0.0)
    once = design(ratings.where((ratings.clip + ratings.rater) % 3 == ratings.condition))
    assert (once.raters, once.clips) == ("within", "crossed")
    apart = design(ratings.where((ratings.rater % 3 == ratings.condition) & (ratings.clip % 3 == ratings.condition)))
    assert apart.parts == [["a"], ["b"], ["c"]]


def test_a_condition_on_one_of_many_clips_is_named() -> None:
    ratings = simulated()
    found = design(ratings.where((ratings.condition > 0) | (ratings.clip == 2)))
    assert found.single_clip == {"a": ratings.clips[2]}
    assert found.confounded is None
    assert (found.clips, found.raters) == ("partial", "within")


@pytest.mark.parametrize("factor", ["clip", "rater"])
def test_without_a_common_level_nothing_is_tested(factor: str) -> None:
    ratings = simulated()
    codes = getattr(ratings, factor)
    own = ratings.where(codes == ratings.condition)
    level = own.clips[0] if factor == "clip" else own.raters[0]
    assert f"so a and {level} can't be told apart" in find_confounding(own)
    results = analyse(own, PLAN)
    question = results.questions["overall"]
    assert results.contrasts[0].verdict is None
    assert "can't be told apart" in results.contrasts[0].reason
    assert all(pair.verdict is None and pair.p is None for pair in question.pairs)
    assert question.lmm.omnibus is None
    assert question.clmm.p is None
    assert question.friedman.p is None
    assert question.rm_anova.p is None
    assert question.description[0].mean is not None


def test_other_conditions_are_tested_where_one_is_confounded() -> None:
    ratings = simulated("abcd")
    own = ratings.where((ratings.condition < 3) & (ratings.clip < 5) | (ratings.condition == 3) & (ratings.clip == 5))
    results = analyse(own, PLAN)
    assert results.contrasts[0].verdict is not None
    pairs = {(pair.a, pair.b): pair.verdict for pair in results.questions["overall"].pairs}
    assert pairs["a", "b"] is not None
    assert pairs["a", "d"] is None


def test_a_condition_that_one_question_lacks_is_named() -> None:
    ratings = simulated(questions=("mouth", "brows"))
    mouth = ratings.questions.index("mouth")
    results = json.loads(analyse(ratings.where((ratings.question != mouth) | (ratings.condition > 0))).to_json())
    assert results["questions"]["mouth"]["design"]["missing"] == ["a"]
    assert results["questions"]["brows"]["design"]["missing"] == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 1))
def test_what_is_said_holds_for_the_ratings(seed: int, share: float) -> None:
    ratings = simulated("abcd", 5, 4)
    own = ratings.where(np.random.default_rng(seed).random(len(ratings)) < share)
    if not len(own):
        return
    found = design(own)
    rated = {own.conditions[code] for code in own.condition}
    by_rater = [set(own.condition[own.rater == code].tolist()) for code in np.unique(own.rater)]
    assert (found.raters == "within") == all(len(each) == len(rated) for each in by_rater)
    assert sorted(name for part in found.parts for name in part) == sorted(rated)
    assert describe_design(json.loads(json.dumps(vars(found)))).endswith(".")
    if found.confounded is None and len(rated) > 1:
        for code in np.unique(own.condition):
            clips = np.unique(own.clip[own.condition == code])
            assert len(clips) > 1 or (own.condition[own.clip == clips[0]] != code).any()
