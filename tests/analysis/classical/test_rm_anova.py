"""Analysis of variance against R's afex."""

import pytest

from analysis.classical.descriptive import complete_rows, rater_means
from analysis.classical.rm_anova import rm_anova
from tests.analysis.oracle import from_r
from tests.oracles.sets import oracle_set

SETS = tuple(from_r("classic"))


@pytest.mark.parametrize("name", SETS)
def test_rm_anova_agrees_with_afex(name: str) -> None:
    r, result = dict(from_r("classic")[name]["rm_anova"]), vars(rm_anova(complete_rows(rater_means(oracle_set(name)))))
    r["eta2"], r["hf_epsilon"] = r.pop("ges"), min(r["hf_epsilon"], 1)
    # car's third-order term takes the number of conditions for that of contrasts (3 p + 2); Box's formula stands here.
    assert result["mauchly_p"] == pytest.approx(r.pop("mauchly_p"), rel=1e-3)
    assert {key: result[key] for key in r} == pytest.approx(r, rel=1e-7)
