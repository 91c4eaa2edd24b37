"""Random effects, effect sizes and ordinal pairs against R's lme4, effectsize and emmeans on ordinal."""

import numpy as np
import pytest

from analysis.classical.cells import rater_means
from analysis.classical.effect_sizes import effect_sizes
from analysis.classical.wilcoxon import wilcoxon
from analysis.differences.adjust import benjamini_hochberg
from analysis.differences.ordinal_pairs import ordinal_pairs
from analysis.models.clmm import ordinal_model
from analysis.models.lmm import INTERCEPTS, Fit, fit
from analysis.models.random_effects import random_effects
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("effects"))


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("term", ["rater", "clip", "clip:condition"])
def test_random_effects_and_their_errors_agree_with_lme4(name: str, term: str) -> None:
    ratings = oracle_set(name)
    model = fit(ratings)
    assert isinstance(model, Fit)
    found = random_effects(ratings, model)
    assert not isinstance(found, str)
    ours = {":".join(filter(None, (each.level, each.condition))): each for each in found if each.term == term}
    theirs = from_r("effects")[name]["effects"][term]
    rows = zip(theirs["level"], theirs["effect"], theirs["error"], strict=True)
    assert len(ours) == len(theirs["level"])
    for level, effect, error in rows:
        assert ours[level].effect == pytest.approx(effect, abs=2e-3)
        assert ours[level].error == pytest.approx(error, rel=2e-3)


@pytest.mark.parametrize("name", SETS)
def test_effect_sizes_agree_with_r(name: str) -> None:
    r, means = from_r("effects")[name], rater_means(oracle_set(name))
    a, b = means[:, 1], means[:, 0]
    found, ranks = effect_sizes(a, b, 0.05), wilcoxon(a, b)
    assert [found.dz, found.dz_low, found.dz_high] == pytest.approx(r["dz"], rel=1e-5, abs=1e-6)
    assert found.d_av == pytest.approx(r["d_av"], rel=1e-9)
    biserial = [ranks.rank_biserial, ranks.rank_biserial_low, ranks.rank_biserial_high]
    assert biserial == pytest.approx(r["rank_biserial"], rel=1e-6)


def test_benjamini_and_hochberg_agree_with_r() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005, 0.2]) == pytest.approx(from_r("effects")["few"]["bh"])


@pytest.mark.parametrize("name", ["missing", "few"])
def test_ordinal_pairs_agree_with_emmeans(name: str) -> None:
    ratings, r = oracle_set(name), from_r("effects")[name]["ordinal"]
    found = ordinal_pairs(ratings, ordinal_model(ratings, INTERCEPTS), 0.05)
    assert [f"{pair.a} - {pair.b}" for pair in found] == r["pair"]
    for key in ("log_odds", "error", "ci_low", "ci_high"):
        assert [vars(pair)[key] for pair in found] == pytest.approx(r[key], abs=2e-3)
    for key in ("p", "p_holm"):
        assert [vars(pair)[key] for pair in found] == pytest.approx(r[key], rel=1e-2, abs=1e-4)


def test_an_effect_with_no_variance_is_0_without_doubt() -> None:
    ratings = oracle_set("singular")
    model = fit(ratings)
    assert isinstance(model, Fit)
    assert model.components["clip"] == 0
    found = random_effects(ratings, model)
    assert [(each.effect, each.error) for each in found if each.term == "clip"] == [(0.0, 0.0)] * 10  # type: ignore[union-attr]
    assert {each.term for each in found} == {"rater", "clip", "clip:condition"}  # type: ignore[union-attr]


def test_the_rater_who_rates_high_has_a_high_effect_shrunk_towards_0() -> None:
    ratings = oracle_set("balanced")
    model = fit(ratings)
    assert isinstance(model, Fit)
    found = [each for each in random_effects(ratings, model) if each.term == "rater"]  # type: ignore[union-attr]
    raw = [ratings.rating[ratings.rater == i].mean() - ratings.rating.mean() for i in range(20)]
    assert np.argmax(raw) == np.argmax([each.effect for each in found])
    assert all(abs(each.effect) < abs(mean) for each, mean in zip(found, raw, strict=True))
