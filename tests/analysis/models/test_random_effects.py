"""Random effects against R's lme4, whose numbers are stored in `tests/oracles/effects.json`."""

import numpy as np
import pytest

from analysis.models.lmm import MixedModelFit, fit_mixed_model
from analysis.models.random_effects import predict_random_effects
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("effects"))


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("term", ["rater", "clip", "clip:condition"])
def test_random_effects_and_their_errors_agree_with_lme4(name: str, term: str) -> None:
    ratings = oracle_set(name)
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    result = predict_random_effects(ratings, model)
    assert not isinstance(result, str)
    ours = {":".join(filter(None, (each.level, each.condition))): each for each in result if each.term == term}
    theirs = from_r("effects")[name]["effects"][term]
    rows = zip(theirs["level"], theirs["effect"], theirs["error"], strict=True)
    assert len(ours) == len(theirs["level"])
    for level, effect, error in rows:
        assert ours[level].effect == pytest.approx(effect, abs=2e-3)
        assert ours[level].error == pytest.approx(error, rel=2e-3)


def test_an_effect_without_variance_is_0_with_no_error() -> None:
    ratings = oracle_set("singular")
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    assert model.components["clip"] == 0
    result = predict_random_effects(ratings, model)
    assert [(each.effect, each.error) for each in result if each.term == "clip"] == [(0.0, 0.0)] * 10  # type: ignore[union-attr]
    assert {each.term for each in result} == {"rater", "clip", "clip:condition"}  # type: ignore[union-attr]


def test_effects_are_shrunk_towards_0() -> None:
    ratings = oracle_set("balanced")
    model = fit_mixed_model(ratings)
    assert isinstance(model, MixedModelFit)
    result = [each for each in predict_random_effects(ratings, model) if each.term == "rater"]  # type: ignore[union-attr]
    raw = [ratings.rating[ratings.rater == i].mean() - ratings.rating.mean() for i in range(20)]
    assert np.argmax(raw) == np.argmax([each.effect for each in result])
    assert all(abs(each.effect) < abs(mean) for each, mean in zip(result, raw, strict=True))
