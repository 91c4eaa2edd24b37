"""Power: the closed form against the fitted model and against simulated studies; the command."""

import json
import time

import numpy as np
import pytest

from analysis.__main__ import parser
from analysis.classical.estimate import Estimate
from analysis.models.lmm import Fit, fit
from analysis.models.satterthwaite import contrast
from analysis.power.forecast import Question, Size, Variances, advice, forecast, precision
from analysis.power.simulated import precision_of, simulated
from analysis.simulate import Spread, simulate
from face.errors import InputError

HALF = Question(effect=0.8, squares=2.0, alpha=0.05, bound=0.5)
STUDY = Size(raters=20, clips=10, conditions=5, trials=50)


@pytest.mark.parametrize("seed", range(6))
def test_pooled_mean_squares_are_the_fitted_model(seed: int) -> None:
    """Most of these small studies have a variance at 0."""
    ratings = simulate({"a": 0, "b": 0, "c": 0}, raters=7, clips=5, seed=seed, spread=Spread(2.0, 2.0, 0.3, 0.3, 1.4))
    model = fit(ratings)
    assert isinstance(model, Fit)
    found = contrast(model, np.array([1.0, -1, 0]))
    assert isinstance(found, Estimate)
    v, df = precision_of(ratings.rating.reshape(1, 3, 5, 7).transpose(0, 3, 2, 1))
    assert found.error**2 == pytest.approx(2 * v[0], rel=1e-5)
    assert found.df == pytest.approx(df[0], rel=1e-4)


def test_closed_form_is_that_of_an_average_study() -> None:
    generator = np.random.default_rng(1)
    variances = Variances(0.5, 0.4, 1.0)
    parts = [generator.normal(0, np.sqrt(v), shape) for v, shape in
             ((0.5, (2000, 12, 1, 3)), (0.4, (2000, 1, 8, 3)), (1.0, (2000, 12, 8, 3)))]  # fmt: skip
    v, df = precision_of(sum(parts))
    error, degrees = precision(Size(12, 8, 3, 24), variances, 2.0)
    assert error**2 == pytest.approx(2 * v.mean(), rel=0.03)
    assert degrees == pytest.approx(np.median(df), rel=0.1)


def test_ten_thousand_maximal_models_agree_with_the_closed_form() -> None:
    start = time.process_time()
    found = simulated(STUDY, Variances(), HALF, scale=(1, 10), studies=10_000, seed=3)
    assert time.process_time() - start < 60
    expected = forecast(STUDY, Variances(), HALF, 0)
    assert found.power == pytest.approx(expected.power, abs=0.03)
    assert found.equivalence == pytest.approx(expected.equivalence, abs=0.08)
    assert 0.03 <= found.false_alarms <= 0.075


def test_more_clips_find_smaller_differences_for_the_same_money() -> None:
    few, many = (forecast(Size(20, clips, 5, 50), Variances(), HALF, 4.8) for clips in (10, 40))
    assert few.price == many.price == 96
    assert few.detectable == pytest.approx(0.80, abs=0.02)
    assert many.detectable == pytest.approx(0.67, abs=0.02)
    assert "40 clips detect 0.67 points instead of 0.80" in advice([many], few)[1]
    assert forecast(few.size, Variances(), Question(few.detectable, 2, 0.05, 0.5), 0).power == pytest.approx(0.8)


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
