"""Contrasts keep their level: the designs of the page, with bounds that follow from the number of studies."""

import numpy as np
import pytest

from analysis.rating_simulation import simulate_ratings
from bench.contrast_calibration import CASES, draw, false_alarms


def test_a_ceiling_leaves_the_expected_recorded_ratings_equal() -> None:
    case = CASES["near the top of the scale"]
    table = simulate_ratings(dict.fromkeys("abcde", 0.0), raters=400, clips=10, seed=1)
    large = draw(type(case)(**{**vars(case), "raters": 400}), table, np.random.default_rng(1))
    means = [large.rating[large.condition == code].mean() for code in range(2)]
    assert means[0] == pytest.approx(means[1], abs=0.25)


@pytest.mark.slow
def test_with_two_clips_kenward_and_roger_give_few_false_alarms() -> None:
    assert false_alarms("2 clips", 300, seed=5)[1] <= 0.065


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in CASES if name != "2 clips"])
def test_false_alarms_stay_near_five_percent(name: str) -> None:
    studies = 600
    own = false_alarms(name, studies, seed=5)[0]
    # The goal is 2.5 to 6.5 % in 2,000 studies; three standard errors of 600 are added.
    margin = 3 * np.sqrt(0.05 * 0.95 / studies)
    assert 0.025 - margin <= own <= 0.065 + margin
