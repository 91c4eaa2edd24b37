"""The command `power`."""

import json

import pytest

from analysis.__main__ import build_parser
from analysis.pipeline import analyse
from analysis.plan import read_plan
from analysis.rating_simulation import simulate_ratings
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
    (test,) = result["tests"]
    size = {"raters": 8, "clips": 4, "conditions": 2, "trials": 8, "between": False, "once": False}
    assert test["estimate"]["size"] == size
    assert [each["price"] for each in result["others"]] == [16, 60, 60]
    assert result["simulated"]["studies"] == 200
    run(plan, "--simulations", 0)
    assert "as planned" in capsys.readouterr().out


def test_without_a_price_nothing_is_said_about_money(plan, capsys) -> None:
    run(plan, "--simulations", 0)
    assert "USD" in capsys.readouterr().out
    plan.write_text(plan.read_text().replace("reward = 2", ""))
    run(plan, "--simulations", 0)
    printed = capsys.readouterr().out
    assert "USD" not in printed
    assert "money" not in printed


def test_every_planned_test_is_forecast_at_its_share_of_alpha(plan, capsys) -> None:
    plan.write_text(plan.read_text() + "y = { a = 1, b = -0.5, c = -0.5 }\n" + QUESTIONS)
    run(plan, "--json", "--simulations=0")
    tests = json.loads(capsys.readouterr().out)["tests"]
    assert [(each["contrast"], each["questions"]) for each in tests] == [
        *(("x", ["human"]), ("x", ["mouth"]), ("y", ["human"]), ("y", ["mouth"])),
    ]
    assert {each["target"]["alpha"] for each in tests} == {0.05 / 4}
    assert [each["target"]["effect"] for each in tests[:2]] == [0.2, 0.5]
    plan.write_text(plan.read_text().replace("[analysis.contrasts]", '[analysis]\nadjust = "bh"\n[analysis.contrasts]'))
    run(plan, "--json", "--simulations=0")
    assert {each["target"]["alpha"] for each in json.loads(capsys.readouterr().out)["tests"]} == {0.05}


def test_the_chance_of_a_pilot_is_an_interval_around_the_forecast(plan, tmp_path, capsys) -> None:
    pilot = tmp_path / "results.json"
    widths = []
    for raters in (6, 60):
        components = {"rater": 1.0, "rater:condition": 0.3, "clip:condition": 0.2, "residual": 2.0}
        counts = {"raters": raters, "clips": 12, "conditions": 4}
        document = {"counts": counts, "questions": {"upper": {"lmm": {"components": components}}}}
        pilot.write_text(json.dumps(document))
        run(plan, "--json", "--simulations=0", "--effect=1.5", "--pilot", pilot)
        (test,) = json.loads(capsys.readouterr().out)["tests"]
        low, high = test["power_interval"]
        assert low < test["estimate"]["power"] < high
        widths.append(high - low)
    assert widths[1] < widths[0]


def test_a_contrast_has_the_variances_of_its_own_conditions_in_the_pilot(plan, tmp_path, capsys) -> None:
    ratings = simulate_ratings({"a": 0.0, "b": 0.0, "c": 0.0}, raters=12, clips=8, seed=4)
    results = json.loads(analyse(ratings, read_plan(plan)).to_json())
    (row,) = results["contrasts"]
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps(results))
    run(plan, "--json", "--simulations=0", "--pilot", pilot)
    (test,) = json.loads(capsys.readouterr().out)["tests"]
    components, own = row["components"], test["variances"]
    assert own["rater_condition"] == pytest.approx(components["rater"] / 2)
    assert own["clip_condition"] == pytest.approx(components["clip"] / 2)
    assert own["residual"] == pytest.approx(components["residual"] / 2)
    size = test["estimate"]["size"]
    assert size["raters"] == 8


def test_more_clips_than_a_rater_sees_do_no_harm(plan, capsys) -> None:
    plan.write_text(
        plan.read_text().replace("raters = 8\nclips = 4", 'raters = 20\nclip_showings = "once"\nclips = 40')
    )
    run(plan, "--json", "--simulations=0", "--conditions=5", "--clips=40,80,160", "--raters=20")
    (test,), others = (result := json.loads(capsys.readouterr().out))["tests"], result["others"]
    detectable = [test["estimate"]["detectable"], *(each["detectable"] for each in others)]
    assert detectable == sorted(detectable, reverse=True)


@pytest.mark.parametrize(("key", "value"), [("conditions_per_rater", "one"), ("clip_showings", "once")])
def test_other_designs_have_their_own_trials(plan, capsys, key, value) -> None:
    plan.write_text(plan.read_text().replace("raters = 8", f'raters = 8\n{key} = "{value}"'))
    run(plan, "--json", "--simulations=0")
    (test,) = json.loads(capsys.readouterr().out)["tests"]
    assert test["estimate"]["size"]["trials"] == 4


def test_variances_are_read_from_a_pilot(plan, tmp_path, capsys) -> None:
    components = {"rater": 1.0, "clip": 0.5, "rater:condition": 0.3, "residual": 2.0}
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps({"questions": {"upper": {"lmm": {"components": components}}}}))
    run(plan, "--json", "--pilot", pilot)
    result = json.loads(capsys.readouterr().out)
    variances = {"rater_condition": 0.3, "clip_condition": 0.0, "residual": 2.0, "rater": 1.0}
    assert result["tests"][0]["variances"] == variances
    with pytest.raises(InputError, match="no variances of a question lower; it has upper"):
        run(plan, "--pilot", pilot, "--question", "lower")
    with pytest.raises(InputError, match=r"is not a results\.json"):
        run(plan, "--pilot", plan)


def test_variances_are_read_from_results_of_version_0_1(plan, tmp_path, capsys) -> None:
    pilot = tmp_path / "results.json"
    pilot.write_text(json.dumps({"schema": 1, "regions": {"upper": {"lmm": {"components": {"residual": 2.0}}}}}))
    run(plan, "--json", "--simulations=0", "--pilot", pilot)
    result = json.loads(capsys.readouterr().out)
    assert result["tests"][0]["variances"]["residual"] == 2.0


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
    (test,) = json.loads(capsys.readouterr().out)["tests"]
    assert (test["questions"], test["target"]["bound"], test["scale"]) == (["human"], 0.2, [1, 5])
    assert test["target"]["alpha"] == 0.05 / 2
    with pytest.raises(InputError, match="--question nose: the plan has no such question; it has human, mouth"):
        run(plan, "--simulations=0", "--question=nose")
    pilot = tmp_path / "results.json"
    variances = {name: {"lmm": {"components": {"residual": 1.0 + len(name)}}} for name in ("human", "overall")}
    pilot.write_text(json.dumps({"questions": variances}))
    run(plan, "--json", "--simulations=0", "--pilot", pilot)
    tests = json.loads(capsys.readouterr().out)["tests"]
    assert [each["variances"]["residual"] for each in tests] == [6.0, 8.0]
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
        powers.append(json.loads(capsys.readouterr().out)["tests"][0]["estimate"]["power"])
    assert powers[1] < powers[0]
