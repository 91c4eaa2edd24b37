"""Agreement against R's psych and stats."""

import pytest

from analysis.raters.agreement import agreement
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("classic"))


@pytest.mark.parametrize("name", SETS)
def test_agreement_agrees_with_r(name: str) -> None:
    r, found = from_r("classic")[name], agreement(oracle_set(name), level=0.05, seed=0)
    assert found.alpha_ordinal.estimate == pytest.approx(r["alpha_ordinal"], abs=1e-10)
    assert found.alpha_interval.estimate == pytest.approx(r["alpha_interval"], abs=1e-10)
    if "icc" not in r:
        assert "every rater's rating" in str(found.icc_2_1.reason)
        return
    for kind in "123":
        for ours, theirs in ((f"icc_{kind}_1", f"ICC{kind}"), (f"icc_{kind}_k", f"ICC{kind}k")):
            ends = {key: vars(vars(found)[ours])[key] for key in ("estimate", "ci_low", "ci_high")}
            assert ends == pytest.approx(r["icc"][theirs], rel=1e-6)
