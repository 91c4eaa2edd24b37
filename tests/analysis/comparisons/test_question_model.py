"""Which model answers, and what is said where none can."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.comparisons.question_model import fit_question_model, generalization_warnings
from analysis.models.lmm import MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import estimate_contrast
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings


def test_all_four_terms_are_in_the_model_and_the_intercepts_model_is_beside_it() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1}, raters=8, clips=5, seed=3)
    result, model = fit_question_model(ratings), fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    assert result.mean(np.array([1.0, 0.0])) == estimate_contrast(model, np.array([1.0, 0.0]))
    assert result.lmm.components == model.components
    assert result.lmm.kenward_roger is not None
    assert result.lmm.intercepts_only is not None
    assert set(result.lmm.intercepts_only.components or ()) == {"rater", "clip", "residual"}
    assert result.warnings == []


def test_where_no_model_can_be_fitted_its_parts_say_why(table: Callable[..., Ratings]) -> None:
    result = fit_question_model(table(6, 6, "ab", lambda i, k, c: i + k + i * (c == "b")))
    assert isinstance(result.mean(np.array([1.0, 0.0])), str)
    assert isinstance(result.random_effects, str)
    assert result.lmm.components is None


@pytest.mark.parametrize(
    ("raters", "clips", "expected_message"),
    [
        (5, 5, []),
        (1, 5, ["there is only one rater: the results do not generalise beyond it"]),
        (5, 1, ["there is only one clip: the results do not generalise beyond it"]),
        (4, 2, ["only 4 raters", "only 2 clips"]),
    ],
)
def test_generalization_warnings(raters: int, clips: int, expected_message: list[str]) -> None:
    result = generalization_warnings(simulate_ratings({"a": 0, "b": 0}, raters=raters, clips=clips, seed=1))
    assert len(result) == len(expected_message)
    assert all(warning.startswith(words) for warning, words in zip(result, expected_message, strict=True))


def test_few_levels_get_the_kenward_roger_test() -> None:
    for seed in range(12):
        ratings = simulate_ratings({"a": 0, "b": 0, "c": 0}, raters=1, clips=2, seed=seed)
        test = fit_question_model(ratings).lmm.kenward_roger
        if test is not None:
            assert (test.df2 or 0) >= 1
            assert 0 <= (test.p or 0) <= 1
