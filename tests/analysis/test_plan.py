"""Plans: what they say by default, what they refuse, and that they keep their digest."""

from decimal import Decimal
from pathlib import Path

import pytest

from analysis.plan import Analysis, Plan, parse_plan, read_plan
from face.errors import InputError

CONTRAST = '[analysis.contrasts]\n"joint − separate" = { joint-1 = 1, separate-1 = -1 }\n'


def plan(tmp_path: Path, text: str) -> Plan:
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def test_read_plan(tmp_path: Path) -> None:
    read = plan(tmp_path, "[design]\nraters = 30\n[payment]\nreward = 1.25\n" + CONTRAST)
    assert (read.design.raters, read.payment.reward) == (30, Decimal("1.25"))
    assert read.analysis.contrasts == {"joint − separate": {"joint-1": 1, "separate-1": -1}}


def test_read_plan_from_a_study_file(tmp_path: Path) -> None:
    study = '[study]\ntitle = "x"\n[[clips]]\nname = "a"\n[analysis]\nalpha = 0.01\n'
    assert plan(tmp_path, study).analysis.alpha == 0.01


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        ("[analysis]\nalfa = 0.05", "analysis.alfa: is not a known key; write `alpha`"),
        ("[analysys]\nalpha = 0.05\n[design]\nraters = 3", "analysys: is not a known key; write `analysis`"),
        ("[other]\nx = 1", "contains no plan"),
        ("[analysis]\nalpha = 0.7", "analysis.alpha: 0.7 does not fit"),
        ("[analysis.contrasts]\nd = { a = 1, b = -2 }", "the weights sum to -1; make them sum to 0"),
        ("[analysis.contrasts]\nd = { a = 0 }", "give at least two a weight"),
        ("[analysis.contrasts]\nd = { a = inf, b = -inf }", "analysis.contrasts.d.a: inf does not fit"),
        ("[design]\nscale = [10, 1]", "write the lower end first"),
        ("[payment]\ncurrency = 'dollar'", "payment.currency: 'dollar' does not fit"),
    ],
)
def test_an_invalid_plan_is_refused(tmp_path: Path, text: str, expected_message: str) -> None:
    with pytest.raises(InputError) as caught:
        plan(tmp_path, text)
    assert str(tmp_path / "plan.toml") in str(caught.value)
    assert expected_message in str(caught.value)


def test_the_digest_covers_the_content_only(tmp_path: Path) -> None:
    a = plan(tmp_path, "[analysis]\nalpha = 0.05\nseed = 0\n")
    b = plan(tmp_path, "# the same\n[analysis]\nseed = 0\n")
    assert a.digest() == b.digest() == Plan().digest()
    assert Plan(analysis=Analysis(seed=1)).digest() != a.digest()


def test_a_plan_survives_a_json_round_trip() -> None:
    whole = parse_plan({"payment": {"reward": 2.5}}, source="here")
    assert parse_plan(whole.model_dump(mode="json"), source="json") == whole


def test_factors_enter_the_digest_only_where_there_are_some() -> None:
    assert Plan().digest() == "c85f40e667a10ead9e9fa939b3a4331e4b5f625f9fd88ac62e1c0cf2e27a0683", "as in release 0.1"
    assert parse_plan({"design": {"factors": ["sound"]}}, source="here").digest() != Plan().digest()
