"""Checkpoints: a network's weights (safetensors) with its card in the header, one file, written by rename."""

import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch

from face.errors import InputError
from synthesis.card import Card, read_card
from synthesis.features import FEATURE_NAMES
from synthesis.networks.blstm import Network, create_network


@dataclass(frozen=True)
class Checkpoint:
    """A trained network and what is known about it."""

    network: Network
    card: Card


def save(path: Path, network: Network, card: Card) -> None:
    """Write weights and card atomically: a concurrent reader gets the old file or the new one, never half of one."""
    weights = {name: weight.detach().cpu().contiguous() for name, weight in network.state_dict().items()}
    temporary = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with temporary.open("wb") as file:
        file.write(safetensors.torch.save(weights, metadata={"card": card.model_dump_json()}))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def load(path: Path) -> Checkpoint:
    """Read a checkpoint, ready to predict.

    Raises
    ------
    InputError
        If the file is missing or no checkpoint, was trained on other features, or holds weights that are not
        numbers or do not fit the network its card names.
    """
    card = read_card(path)
    if card.features != tuple(FEATURE_NAMES):
        difference = next(
            (pair for pair in itertools.zip_longest(card.features, FEATURE_NAMES) if pair[0] != pair[1]), None
        )
        raise InputError(f"{path} was trained on other features ({difference}); train it again with this version")
    network = create_network(card.network, card.hidden)
    network.load_state_dict(_load_weights(path, network))
    return Checkpoint(network.eval(), card)


def _load_weights(path: Path, network: Network) -> dict[str, torch.Tensor]:
    try:
        weights = safetensors.torch.load_file(path)
    except safetensors.SafetensorError as error:
        raise InputError(f"{path} is damaged: {error}") from None
    if mismatch := _shapes(weights) ^ _shapes(network.state_dict()):
        raise InputError(f"{path} does not fit the network that its card names: see weight {min(mismatch)[0]}")
    if not_finite := [name for name, weight in weights.items() if not bool(torch.isfinite(weight).all())]:
        raise InputError(f"{path} holds weights that are not numbers ({not_finite[0]}); train it again")
    return weights


def _shapes(weights: Mapping[str, torch.Tensor]) -> set[tuple[str, tuple[int, ...]]]:
    return {(name, tuple(weight.shape)) for name, weight in weights.items()}
