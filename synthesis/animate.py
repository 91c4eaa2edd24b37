"""Features to moving markers, with a trained network: for any voice, of any length."""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from face.errors import InputError
from face.motion import MarkerMotion
from synthesis.card import standardize
from synthesis.checkpoint import Checkpoint
from synthesis.features import Features
from synthesis.networks.blstm import Network

Floats = NDArray[np.float32]

WINDOW: Final = 7200
"""Frames predicted at a time (a minute); longer recordings go window by window, so that memory stays bounded."""

CONTEXT: Final = 600
"""Frames that a window hears on either side beyond what it predicts (5 s)."""

SMALLEST: Final = 1e-6
"""The least deviation divided by: a feature that never moves says nothing."""


def animate(
    features: Features, checkpoint: Checkpoint, *, speaker: str | None = None, voice: str | None = None
) -> MarkerMotion:
    """Return the motion of 46 markers at the features' 120 Hz.

    The voice need not be in the corpus: its features are then normalised by the recording's own means and deviations,
    as each training speaker's were by theirs. The motion is that of one face of the corpus.

    Parameters
    ----------
    features
        Of one recording, `(T, 44)`.
    checkpoint
        A trained network with its card.
    speaker
        Whose face moves; the checkpoint's reference speaker if not given.
    voice
        Who of the corpus speaks: the features are normalised by that speaker's training turns. Better than a short
        recording's own statistics; leave it out for voices outside the corpus.

    Raises
    ------
    InputError
        If the features are not those that the checkpoint was trained on, or it knows no such speaker.
    """
    card = checkpoint.card
    if tuple(features.names) != card.features or features.rate != card.rate:
        raise InputError("the features are not those the checkpoint was trained on; extract them again")
    face = card.speaker(speaker)
    heard = _own(features.values) if voice is None else card.speaker(voice).hear(features.values)
    positions = face.move(predict(checkpoint.network, heard))
    return MarkerMotion(positions, np.ones(positions.shape[:2], np.bool_), face.neutral_face(), features.rate)


def _own(values: Floats) -> Floats:
    return standardize(values, values.mean(axis=0), np.maximum(values.std(axis=0), SMALLEST))


def predict(network: Network, heard: Floats) -> Floats:
    """Return standardised positions `(T, 46, 3)` for normalised features `(T, 44)`; each minute hears 5 s beyond."""
    network.eval()
    return np.concatenate([_window(network, heard, start) for start in range(0, len(heard), WINDOW)])


def _window(network: Network, heard: Floats, start: int) -> Floats:
    stop = min(start + WINDOW, len(heard))
    first = max(start - CONTEXT, 0)
    near = torch.tensor(heard[first : stop + CONTEXT])[None]  # (1, T, 44)
    with torch.inference_mode():
        moved = network(near, torch.tensor([near.shape[1]]))[0]  # (T, 46, 3)
    return np.asarray(moved[start - first : stop - first].numpy())
