"""Which model answers, and what is said where none can."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.classical.descriptive import rater_means
from analysis.classical.t_test import Estimate, paired_t_estimate
from analysis.comparisons.region_model import fit_region_model, generalization_warnings
from analysis.method_descriptions import MIXED_MODEL, PAIRED_T_TEST
from analysis.models.lmm import MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import estimate_contrast
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings

WEIGHTS = np.array([1.0, -1.0])


def test_the_mixed_model_is_used_where_it_can_be_fitted() -> None:
    ratings = simulate_ratings({"a": 0, "b": 1}, raters=8, clips=5, seed=3)
    result, model = fit_region_model(ratings), fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    assert result.method == MIXED_MODEL
    assert result.estimate(WEIGHTS) == estimate_contrast(model, WEIGHTS)
    assert result.lmm.components == model.components
    assert result.lmm.kenward_roger is not None
    assert result.lmm.intercepts_only is not None
    assert set(result.lmm.intercepts_only.components or ()) == {"rater", "clip", "residual"}
    assert result.warnings == []


def test_rater_means_are_the_fallback_and_treat_clips_as_fixed(table: Callable[..., Ratings]) -> None:
    ratings = table(6, 6, "ab", lambda i, k, c: i + k + i * (c == "b"))
    result, means = fit_region_model(ratings), rater_means(ratings)
    assert result.method == PAIRED_T_TEST
    assert result.estimate(WEIGHTS) == paired_t_estimate(means[:, 0] - means[:, 1])
    assert isinstance(result.estimate(WEIGHTS), Estimate)
    assert isinstance(result.random_effects, str)
    assert result.lmm.components is None
    assert result.warnings[-1].startswith(
        "contrasts are tested on rater means and do not generalise over clips, because"
    )


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
        test = fit_region_model(ratings).lmm.kenward_roger
        if test is not None:
            assert (test.df2 or 0) >= 1
            assert 0 <= (test.p or 0) <= 1
