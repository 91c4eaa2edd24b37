"""The command `power`."""

import json

import pytest

from analysis.__main__ import parser
from face.errors import InputError


def run(*words: object) -> None:
    arguments = parser().parse_args(["power", *map(str, words)])
    arguments.work(arguments)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        "[design]\nraters = 8\nclips = 4\n[payment]\nreward = 2\n[analysis.contrasts]\nx = { a = 1, b = -1 }\n"
    )
    return path


def test_the_command(plan, capsys) -> None:
    run(plan, "--json", "--simulations", 200, "--raters", "8,30", "--clips", "4,20")
    found = json.loads(capsys.readouterr().out)
    assert found["planned"]["size"] == {"raters": 8, "clips": 4, "conditions": 2, "trials": 8}
    assert [each["price"] for each in found["others"]] == [16, 60, 60]
    assert found["simulated"]["studies"] == 200
    run(plan, "--simulations", 0)
    assert "as planned" in capsys.readouterr().out


def test_a_pilot_gives_the_variances(plan, tmp_path, capsys) -> None:
    components = {"rater": 1.0, "clip": 0.5, "rater:condition": 0.3, "residual": 2.0}
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps({"regions": {"upper": {"lmm": {"components": components}}}}))
    run(plan, "--json", "--pilot", pilot)
    found = json.loads(capsys.readouterr().out)
    assert found["variances"] == {"rater_condition": 0.3, "clip_condition": 0.0, "residual": 2.0}
    with pytest.raises(InputError, match="no variances of a region lower; it has upper"):
        run(plan, "--pilot", pilot, "--region", "lower")
    with pytest.raises(InputError, match=r"is no results\.json"):
        run(plan, "--pilot", plan)
