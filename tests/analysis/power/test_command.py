"""The command `power`."""

import json

import pytest

from analysis.__main__ import build_parser
from face.errors import InputError


def run(*words: object) -> None:
    arguments = build_parser().parse_args(["power", *map(str, words)])
    arguments.run(arguments)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(
        "[design]\nraters = 8\nclips = 4\n[payment]\nreward = 2\n[analysis.contrasts]\nx = { a = 1, b = -1 }\n"
    )
    return path


def test_power_command_prints_text_and_json(plan, capsys) -> None:
    run(plan, "--json", "--simulations", 200, "--raters", "8,30", "--clips", "4,20")
    result = json.loads(capsys.readouterr().out)
    assert result["planned"]["size"] == {"raters": 8, "clips": 4, "conditions": 2, "trials": 8}
    assert [each["price"] for each in result["others"]] == [16, 60, 60]
    assert result["simulated"]["studies"] == 200
    run(plan, "--simulations", 0)
    assert "as planned" in capsys.readouterr().out


def test_variances_are_read_from_a_pilot(plan, tmp_path, capsys) -> None:
    components = {"rater": 1.0, "clip": 0.5, "rater:condition": 0.3, "residual": 2.0}
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps({"questions": {"upper": {"lmm": {"components": components}}}}))
    run(plan, "--json", "--pilot", pilot)
    result = json.loads(capsys.readouterr().out)
    assert result["variances"] == {"rater_condition": 0.3, "clip_condition": 0.0, "residual": 2.0}
    with pytest.raises(InputError, match="no variances of a question lower; it has upper"):
        run(plan, "--pilot", pilot, "--question", "lower")
    with pytest.raises(InputError, match=r"is not a results\.json"):
        run(plan, "--pilot", plan)


def test_variances_are_read_from_results_of_version_0_1(plan, tmp_path, capsys) -> None:
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps({"schema": 1, "regions": {"upper": {"lmm": {"components": {"residual": 2.0}}}}}))
    run(plan, "--json", "--simulations=0", "--pilot", pilot)
    result = json.loads(capsys.readouterr().out)
    assert (result["question"], result["variances"]["residual"]) == ("upper", 2.0)


QUESTIONS = """
[[questions]]
name = "human"
kind = "statement"
scale = [1, 5]
equivalence_bound = 0.2

[[questions]]
name = "mouth"
"""


def test_the_forecast_is_for_one_question_with_its_scale_and_bound(plan, tmp_path, capsys) -> None:
    plan.write_text(plan.read_text() + QUESTIONS)
    run(plan, "--json", "--simulations=0", "--question=human")
    result = json.loads(capsys.readouterr().out)
    assert (result["question"], result["target"]["bound"]) == ("human", 0.2)
    with pytest.raises(InputError, match="differ in scale or bound; choose one of human, mouth with --question"):
        run(plan, "--simulations=0")
    with pytest.raises(InputError, match="--question nose: the plan has no such question; it has human, mouth"):
        run(plan, "--simulations=0", "--question=nose")
    pilot = tmp_path / "results.json"
    variances = {name: {"lmm": {"components": {"residual": 1.0 + len(name)}}} for name in ("human", "overall")}
    pilot.write_text(json.dumps({"questions": variances}))
    run(plan, "--json", "--simulations=0", "--pilot", pilot)
    assert json.loads(capsys.readouterr().out)["question"] == "human"
    del variances["human"]
    pilot.write_text(json.dumps({"questions": variances}))
    with pytest.raises(InputError, match="variances of overall, but the plan's questions are human, mouth"):
        run(plan, "--simulations=0", "--pilot", pilot)


@pytest.mark.parametrize(
    ("words", "expected_message"),
    [
        (("--conditions", 1), "--conditions 1 is too few; give at least 2"),
        (("--conditions", 0), "--conditions 0 is too few"),
        (("--tests", 0), "--tests 0 is too few; give at least 1"),
        (("--simulations", -1), "--simulations -1 is too few; give at least 0"),
        (("--effect", 0), "--effect 0 is not a difference"),
        (("--effect", "nan"), "--effect nan is not a difference"),
        (("--effect", "-inf"), "--effect -inf is not a difference"),
    ],
)
def test_invalid_study_sizes_are_refused(plan, words, expected_message) -> None:
    name, value = words
    with pytest.raises(InputError, match=expected_message):
        run(plan, f"{name}={value}")


@pytest.mark.parametrize("text", ["20,x", "1", "20,,40", "-20", "2.5"])
def test_alternative_sizes_are_lists_of_integers(plan, text, capsys) -> None:
    with pytest.raises(SystemExit):
        run(plan, f"--raters={text}")
    assert "is not a list of whole numbers above 1" in capsys.readouterr().err


@pytest.mark.parametrize("design", ["raters = 1\nclips = 4", "raters = 8\nclips = 4\ntrials_per_rater = 1"])
def test_an_incomplete_design_has_no_power(tmp_path, design) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(f"[design]\n{design}\n")
    with pytest.raises(InputError, match="two raters and a trial in each condition"):
        run(path, "--simulations=0")


def test_a_pilot_without_fitted_models_is_refused(plan, tmp_path) -> None:
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps({"questions": {"upper": {"lmm": {"components": None}}}}))
    with pytest.raises(InputError, match="its mixed models were not fitted"):
        run(plan, "--pilot", pilot)


def test_more_tests_in_a_family_reduce_power(plan, capsys) -> None:
    powers = []
    for tests in (1, 5):
        run(plan, "--json", "--simulations=0", f"--tests={tests}")
        powers.append(json.loads(capsys.readouterr().out)["planned"]["power"])
    assert powers[1] < powers[0]
