"""Small studies of any design and any ratings: results with reasons, never an exception, a warning or a NaN."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pipeline import analyse
from analysis.plan import Analysis, Design, Plan
from analysis.ratings import RatingRow, Ratings
from tests.analysis.finite import not_finite

CONTRASTS = {"a - b": {"a": 1.0, "b": -1.0}, "a - mean": {"a": 1, "b": -0.5, "c": -0.5}}
VALUES = {
    "any": lambda chance, *_: int(chance.integers(1, 11)),
    "two steps": lambda chance, *_: int(chance.integers(1, 3)),
    "nearly constant": lambda chance, *_: 5 + (chance.random() < 0.1),
    "conditions far apart": lambda chance, r, k, c: float(np.clip(round(5 + 4 * c + chance.normal()), 1, 10)),
    "without a residual": lambda chance, r, k, c: r + k / 3 + c / 7,
    "any size": lambda chance, *_: chance.normal() * 10.0 ** chance.integers(-12, 12),
    "continuous": lambda chance, *_: chance.normal(),
    "one condition constant": lambda chance, r, k, c: 3.3 if c == 0 else chance.integers(1, 11),
}
DESIGNS = {
    "crossed": lambda *_: True,
    "between raters": lambda r, k, c, conditions: r % conditions == c,
    "nested clips": lambda r, k, c, conditions: k % conditions == c,
}


@st.composite
def studies(draw: st.DrawFn) -> Ratings:
    raters, clips, conditions = draw(st.integers(1, 8)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    value, keep = VALUES[draw(st.sampled_from(list(VALUES)))], DESIGNS[draw(st.sampled_from(list(DESIGNS)))]
    chance, share = np.random.default_rng(draw(st.integers(0, 10**6))), draw(st.sampled_from([1, 0.9, 0.5, 0.2]))
    rows = [
        RatingRow(f"r{r}", f"k{k}", "abcd"[c], "q", float(value(chance, r, k, c)), position=k * conditions + c + 1)
        for r, k, c in np.ndindex(raters, clips, conditions)
        if keep(r, k, c, conditions)
    ]
    kept = [row for row in rows if chance.random() < share]
    return Ratings.from_rows(kept or rows or [RatingRow("r", "k", "a", "q", 1.0)])


def check(ratings: Ratings, planned: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    low, high = int(ratings.rating.min() // 1), int(-(-ratings.rating.max() // 1))
    plan = Plan(
        design=Design(scale=(low, max(high, low + 1))),
        analysis=Analysis(contrasts=CONTRASTS, df_method="kenward-roger"),
    )
    results = json.loads(analyse(ratings, plan if planned else None).to_json())
    assert not list(not_finite(results))
    for each in results["contrasts"]:
        assert (each["p"] is None) == (each["reason"] is not None)
        assert each["p"] is None or 0 <= each["p"] <= 1


@settings(max_examples=40, deadline=None)
@given(studies(), st.booleans())
def test_any_small_study_has_results(ratings: Ratings, planned: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    check(ratings, planned)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(studies(), st.booleans())
def test_many_small_studies_have_results(ratings: Ratings, planned: bool) -> None:  # noqa: FBT001 - as above
    check(ratings, planned)


def test_a_singular_information_matrix_has_a_reason() -> None:
    rater, clip, condition = [0, 1, 1, 0, 0, 1, 1, 0], [0, 1, 3, 0, 1, 2, 3, 4], [0, 1, 1, 2, 2, 2, 2, 2]
    rating = [6, 9, 10, 10, 10, 10, 10, 10]
    rows = zip(rater, clip, condition, rating, strict=True)
    check(Ratings.from_rows(RatingRow(f"r{r}", f"k{k}", "abc"[c], "q", y) for r, k, c, y in rows), planned=False)
