"""Features to marker motion with a trained network: for any voice, any length."""

from typing import Final

import numpy as np
import torch

from face.arrays import Float32Array
from face.errors import InputError
from face.motion import MarkerMotion
from synthesis.card import standardize
from synthesis.checkpoint import Checkpoint
from synthesis.features import Features
from synthesis.networks.blstm import Network

WINDOW: Final = 7200
"""Frames predicted at a time (a minute); longer recordings are processed in windows, so that memory stays bounded."""

CONTEXT: Final = 600
"""Frames of input on either side of a window beyond what it predicts (5 s)."""

MIN_DEVIATION: Final = 1e-6
"""The smallest standard deviation divided by, for features that never change."""


def animate(
    features: Features, checkpoint: Checkpoint, *, speaker: str | None = None, voice: str | None = None
) -> MarkerMotion:
    """Return the motion of 46 markers at the features' 120 Hz.

    The voice need not be in the corpus: its features are then standardized by the recording's own means and standard
    deviations, as each training speaker's were by theirs. The motion is that of one face of the corpus.

    Parameters
    ----------
    features
        Of one recording, `(T, 44)`.
    checkpoint
        A trained network with its card.
    speaker
        Whose face moves; the checkpoint's reference speaker if not given.
    voice
        Which speaker of the corpus is inputs: the features are standardized by that speaker's training turns, which is
        better than a short recording's own statistics. Leave it out for voices outside the corpus.

    Raises
    ------
    InputError
        If the features are not those that the checkpoint was trained on, or it knows no such speaker.
    """
    card = checkpoint.card
    if tuple(features.names) != card.features or features.rate != card.rate:
        raise InputError("the features are not those the checkpoint was trained on; extract them again")
    face = card.speaker(speaker)
    if voice is None:
        inputs = _standardize_by_own_statistics(features.values)
    else:
        inputs = card.speaker(voice).standardize_features(features.values)
    positions = face.restore_positions(predict(checkpoint.network, inputs))
    return MarkerMotion(positions, np.ones(positions.shape[:2], np.bool_), face.neutral_face(), features.rate)


def _standardize_by_own_statistics(values: Float32Array) -> Float32Array:
    return standardize(values, values.mean(axis=0), np.maximum(values.std(axis=0), MIN_DEVIATION))


def predict(network: Network, inputs: Float32Array) -> Float32Array:
    """Return standardized positions `(T, 46, 3)` for standardized features `(T, 44)`, window by window."""
    network.eval()
    return np.concatenate([_predict_window(network, inputs, start) for start in range(0, len(inputs), WINDOW)])


def _predict_window(network: Network, inputs: Float32Array, start: int) -> Float32Array:
    stop = min(start + WINDOW, len(inputs))
    first = max(start - CONTEXT, 0)
    context = torch.tensor(inputs[first : stop + CONTEXT])[None]  # (1, T, 44)
    with torch.inference_mode():
        positions = network(context, torch.tensor([context.shape[1]]))[0]  # (T, 46, 3)
    return np.asarray(positions[start - first : stop - first].numpy())
