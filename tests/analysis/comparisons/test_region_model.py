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
    found, model = fit_region_model(ratings), fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    assert found.method == MIXED_MODEL
    assert found.estimate(WEIGHTS) == estimate_contrast(model, WEIGHTS)
    assert found.lmm.components == model.components
    assert found.lmm.kenward_roger is not None
    assert found.lmm.intercepts_only is not None
    assert set(found.lmm.intercepts_only.components or ()) == {"rater", "clip", "residual"}
    assert found.warnings == []


def test_rater_means_are_the_fallback_and_treat_clips_as_fixed(table: Callable[..., Ratings]) -> None:
    ratings = table(6, 6, "ab", lambda i, k, c: i + k + i * (c == "b"))
    found, means = fit_region_model(ratings), rater_means(ratings)
    assert found.method == PAIRED_T_TEST
    assert found.estimate(WEIGHTS) == paired_t_estimate(means[:, 0] - means[:, 1])
    assert isinstance(found.estimate(WEIGHTS), Estimate)
    assert isinstance(found.random_effects, str)
    assert found.lmm.components is None
    assert found.warnings[-1].startswith(
        "contrasts are tested on rater means and do not generalise over clips, because"
    )


@pytest.mark.parametrize(
    ("raters", "clips", "said"),
    [
        (5, 5, []),
        (1, 5, ["there is only one rater: the results do not generalise beyond it"]),
        (5, 1, ["there is only one clip: the results do not generalise beyond it"]),
        (4, 2, ["only 4 raters", "only 2 clips"]),
    ],
)
def test_generalization_warnings(raters: int, clips: int, said: list[str]) -> None:
    found = generalization_warnings(simulate_ratings({"a": 0, "b": 0}, raters=raters, clips=clips, seed=1))
    assert len(found) == len(said)
    assert all(warning.startswith(words) for warning, words in zip(found, said, strict=True))


def test_few_levels_get_the_kenward_roger_test() -> None:
    for seed in range(12):
        ratings = simulate_ratings({"a": 0, "b": 0, "c": 0}, raters=1, clips=2, seed=seed)
        test = fit_region_model(ratings).lmm.kenward_roger
        if test is not None:
            assert (test.df2 or 0) >= 1
            assert 0 <= (test.p or 0) <= 1
