"""How close predicted motion is to the measured one, beside what trivial predictions reach on the same turns.

The talk's measures: rho_c for each coordinate over all test frames together, mean over a region; MSE in the
standardised space. The controls tell how much of a score needs no speech at all.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from face.regions import Region, region_slice
from synthesis.animate import predict
from synthesis.card import RegionScores, Score, Scores, Speaker
from synthesis.networks.blstm import Network
from training.dataset import Example
from training.losses import concordance_correlation

Floats = NDArray[np.float32]


def evaluate(
    network: Network, test: Sequence[Example], train: Sequence[Example], speakers: dict[str, Speaker]
) -> Scores:
    """Return the network's scores on the test turns, and those of two controls.

    `mean_trajectory`: the training turns' mean motion by time since the turn's start. `shuffled_audio`: the network,
    fed another test turn's sound. All examples standardised.
    """
    mean = mean_trajectory(train, max(len(example.targets) for example in test))
    others = [*test[1:], test[0]]
    return Scores(
        turns=len(test),
        frames=sum(len(example.targets) for example in test),
        network=score_predictions([predict(network, example.inputs) for example in test], test, speakers),
        mean_trajectory=score_predictions([mean[: len(example.targets)] for example in test], test, speakers),
        shuffled_audio=score_predictions(
            [
                predict(network, np.resize(other.inputs, example.inputs.shape))
                for example, other in zip(test, others, strict=True)
            ],
            test,
            speakers,
        ),
    )


def score_predictions(
    predictions: Sequence[Floats], examples: Sequence[Example], speakers: dict[str, Speaker]
) -> RegionScores:
    """Return ccc, MSE and mm of standardised predictions `(T, 46, 3)`, one for each example, region by region."""
    scales = [np.array(speakers[e.turn.speaker].output_deviation, np.float32).reshape(-1, 3) for e in examples]
    misses = [p - e.targets for p, e in zip(predictions, examples, strict=True)]
    error = np.concatenate(misses)
    error_mm = np.concatenate([miss * scale for miss, scale in zip(misses, scales, strict=True)])
    prediction, target = np.concatenate(predictions), np.concatenate([example.targets for example in examples])
    valid = np.concatenate([example.valid for example in examples])
    return {
        region: Score(
            ccc=float(_ccc(prediction[:, part], target[:, part], valid[:, part]).mean()),
            mse=float((error[:, part][valid[:, part]] ** 2).mean()),
            mm=float(np.linalg.norm(error_mm[:, part], axis=2)[valid[:, part]].mean()),
        )
        for region in Region
        for part in [region_slice(region)]
    }


def mean_concordance(scores: RegionScores) -> float:
    """Return the mean rho_c of the three regions."""
    return sum(each.ccc for each in scores.values()) / len(scores)


def mean_trajectory(examples: Sequence[Example], frames: int) -> Floats:
    """Return the mean standardised position at each time since a turn's start, `(frames, 46, 3)`; 0 beyond the last."""
    total, count = np.zeros((frames, *examples[0].targets.shape[1:])), np.zeros((frames, examples[0].valid.shape[1]))
    for example in examples:
        total[: len(example.targets)] += example.targets[:frames]
        count[: len(example.valid)] += example.valid[:frames]
    return (total / np.maximum(count, 1)[:, :, None]).astype(np.float32)


def _ccc(prediction: Floats, target: Floats, valid: NDArray[np.bool_]) -> NDArray[np.float64]:
    known = np.broadcast_to(valid[:, :, None], target.shape)
    columns = [torch.tensor(array).flatten(1) for array in (prediction, target, known)]
    return concordance_correlation(columns[0].double(), columns[1].double(), columns[2]).numpy()
