"""Scores of predicted motion, and those of trivial predictions on the same turns for comparison.

The talk's measures: rho_c for each coordinate over all test frames together, mean over a region; MSE of standardized
coordinates. The controls show how much of a score needs no speech at all.
"""

from collections.abc import Sequence

import numpy as np

from face.arrays import Float32Array
from face.regions import Region, region_slice
from synthesis.animation import predict
from synthesis.card import RegionScores, Score, Scores, Speaker
from synthesis.networks.blstm import Network
from training.dataset import Example
from training.metrics import marker_concordance, marker_distances, mean_distance


def evaluate(
    network: Network, test: Sequence[Example], train: Sequence[Example], speakers: dict[str, Speaker]
) -> Scores:
    """Return the network's scores on the test turns, and those of two controls.

    The controls are `mean_trajectory`, the training turns' mean motion by time since the turn's start, and
    `shuffled_audio`, the network's prediction from another test turn's sound.

    Parameters
    ----------
    network
        A trained network.
    test, train
        Standardized examples.
    speakers
        By name, the statistics by which the examples were standardized.
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
    predictions: Sequence[Float32Array], examples: Sequence[Example], speakers: dict[str, Speaker]
) -> RegionScores:
    """Return rho_c, MSE and error in mm of predictions, by region.

    Parameters
    ----------
    predictions
        Standardized positions `(T, 46, 3)`, one array for each example.
    examples
        Standardized examples.
    speakers
        By name; their standard deviations turn standardized coordinates into mm.
    """
    scales = [
        np.array(speakers[example.turn.speaker].output_deviation, np.float32).reshape(-1, 3) for example in examples
    ]
    prediction, target = np.concatenate(predictions), np.concatenate([example.targets for example in examples])
    prediction_mm = np.concatenate([values * scale for values, scale in zip(predictions, scales, strict=True)])
    target_mm = np.concatenate([example.targets * scale for example, scale in zip(examples, scales, strict=True)])
    valid = np.concatenate([example.valid for example in examples])
    distances = marker_distances(prediction_mm, target_mm, valid)
    return {
        region: Score(
            ccc=marker_concordance(prediction[:, part], target[:, part], valid[:, part]),
            mse=float(((prediction - target)[:, part][valid[:, part]] ** 2).mean()),
            mm=mean_distance(distances[:, part]),
        )
        for region in Region
        for part in [region_slice(region)]
    }


def mean_concordance(scores: RegionScores) -> float:
    """Return the mean rho_c of the three regions."""
    return sum(score.ccc for score in scores.values()) / len(scores)


def mean_trajectory(examples: Sequence[Example], frames: int) -> Float32Array:
    """Return the mean standardized position at each time since a turn's start, `(frames, 46, 3)`; 0 beyond the last."""
    total, count = np.zeros((frames, *examples[0].targets.shape[1:])), np.zeros((frames, examples[0].valid.shape[1]))
    for example in examples:
        total[: len(example.targets)] += example.targets[:frames]
        count[: len(example.valid)] += example.valid[:frames]
    return (total / np.maximum(count, 1)[:, :, None]).astype(np.float32)
