"""Ordinal pairs against R's emmeans on ordinal."""

import pytest

from analysis.differences.ordinal_pairs import ordinal_pairs
from analysis.models.clmm import ordinal_model
from analysis.models.lmm import INTERCEPTS
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set


@pytest.mark.parametrize("name", ["missing", "few"])
def test_ordinal_pairs_agree_with_emmeans(name: str) -> None:
    ratings, r = oracle_set(name), from_r("effects")[name]["ordinal"]
    found = ordinal_pairs(ratings, ordinal_model(ratings, INTERCEPTS), 0.05)
    assert [f"{pair.a} - {pair.b}" for pair in found] == r["pair"]
    for key in ("log_odds", "error", "ci_low", "ci_high"):
        assert [vars(pair)[key] for pair in found] == pytest.approx(r[key], abs=2e-3)
    for key in ("p", "p_holm"):
        assert [vars(pair)[key] for pair in found] == pytest.approx(r[key], rel=1e-2, abs=1e-4)
