import numpy as np
import pytest

from face.regions import Region
from tests.training import sample_data
from training.evaluation import mean_trajectory, score_predictions


def test_perfect_predictions_have_ccc_1_and_no_error():
    standard, speakers = sample_data.standardized_examples(3)
    for result in score_predictions([example.targets for example in standard], standard, speakers).values():
        assert (result.ccc, result.mse, result.mm) == (pytest.approx(1), 0, 0)


def test_an_offset_of_one_deviation_has_mse_1_and_the_error_in_mm():
    standard, speakers = sample_data.standardized_examples(3)
    off = score_predictions([example.targets + 1 for example in standard], standard, speakers)
    millimetres = np.linalg.norm(np.array(speakers["ann"].output_deviation).reshape(46, 3)[:19], axis=1).mean()
    assert off[Region.UPPER].mse == pytest.approx(1, abs=1e-5)
    assert off[Region.UPPER].mm == pytest.approx(millimetres, rel=1e-5)


def test_scores_pool_the_frames_of_all_turns():
    standard, speakers = sample_data.standardized_examples(2)
    levels = [example.targets * 0 + level for example, level in zip(standard, (-1, 1), strict=True)]
    moved = [
        type(example)(example.turn, example.inputs, level, example.valid, example.neutral)
        for example, level in zip(standard, levels, strict=True)
    ]
    assert score_predictions(levels, moved, speakers)[Region.LOWER].ccc == pytest.approx(1)


def test_mean_trajectory_averages_over_turns_at_each_time():
    standard, _ = sample_data.standardized_examples(3)
    result = mean_trajectory(standard, 80)
    np.testing.assert_allclose(result[10], np.mean([example.targets[10] for example in standard], axis=0), atol=1e-6)
    assert not result[60:].any()
