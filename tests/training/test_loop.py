from pathlib import Path

import pytest
import torch

from face.regions import Region
from tests.training import sample_data
from training.evaluation import evaluate, mean_concordance
from training.experiment import Experiment
from training.loop import fit, torch_threads


def experiment(**options) -> Experiment:
    quick = {"hidden": 24, "epochs": 3, "learning_rate": 0.01, "batch": 4}
    return Experiment(corpus=Path(), **(quick | options))


@pytest.mark.parametrize("network", ["joint-1", "separate-1"])
def test_a_small_network_learns_a_known_relation(network):
    standard, speakers = sample_data.standardized_examples(12)
    trained, _ = fit(experiment(network=network, epochs=20, learning_rate=0.02), standard[:9], standard[9:], speakers)
    scores = evaluate(trained, standard[9:], standard[:9], speakers)
    assert min(scores.network[region].ccc for region in Region) > 0.9
    assert abs(mean_concordance(scores.shuffled_audio)) < 0.2
    assert abs(mean_concordance(scores.mean_trajectory)) < 0.2


def test_weights_depend_on_the_seed():
    standard, speakers = sample_data.standardized_examples(6)
    first, again, other = (
        fit(experiment(seed=seed), standard[:4], standard[4:], speakers)[0].state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(weight, again[name]) for name, weight in first.items())
    assert not torch.equal(first["trunks.0.dense.weight"], other["trunks.0.dense.weight"])


def test_early_stopping_keeps_the_best_epoch():
    standard, speakers = sample_data.standardized_examples(6)
    calls = []
    _, best = fit(
        experiment(learning_rate=1.0, epochs=30, patience=2),
        standard[:4],
        standard[4:],
        speakers,
        progress=lambda share, message: calls.append((share, message)),
    )
    assert len(calls) == best + 2 < 30
    assert calls[0][1].startswith("epoch 1: loss ")


def test_torch_random_state_and_threads_are_restored():
    standard, speakers = sample_data.standardized_examples(3)
    torch.manual_seed(5)
    expected, before = torch.rand(1), torch.get_num_threads()
    torch.manual_seed(5)
    with torch_threads(1):
        fit(experiment(epochs=1), standard[:2], standard[2:], speakers)
    assert torch.equal(torch.rand(1), expected)
    assert torch.get_num_threads() == before
