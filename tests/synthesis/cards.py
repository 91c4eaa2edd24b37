"""A small checkpoint for tests: fresh weights, and a card as training writes it."""

import torch

from face.markers import fapu_from_markers
from face.regions import Region
from synthesis.card import Card, Score, Scores, Speaker
from synthesis.checkpoint import Checkpoint
from synthesis.features import FEATURE_NAMES
from synthesis.networks.blstm import create_network
from tests.synthesis import faces


def speaker(scale: float = 1.0) -> Speaker:
    neutral = faces.neutral() * scale
    numbers = [float(number) for number in neutral.ravel()]
    return Speaker(
        neutral=numbers,
        fapu=fapu_from_markers(neutral),
        input_mean=[0.1] * 44,
        input_deviation=[2.0] * 44,
        output_mean=numbers,
        output_deviation=[0.7] * 138,
    )


def card(**changes) -> Card:
    every = dict.fromkeys(Region, Score(ccc=0.5, mse=1.0, mm=0.8))
    scores = Scores(turns=1, frames=10, network=every, mean_trajectory=every, shuffled_audio=every)
    known = {
        "network": "joint-1",
        "hidden": 8,
        "features": FEATURE_NAMES,
        "backend": "none",
        "rate": 120.0,
        "speakers": {"ann": speaker(), "bob": speaker(1.1)},
        "reference": "ann",
        "corpus": "test",
        "corpus_kind": "synthetic",
        "corpus_sha256": "0",
        "split_sha256": "0",
        "test_turns": ("t1",),
        "seed": 1,
        "epochs": 1,
        "scores": scores,
    }
    return Card(**(known | changes))


def checkpoint() -> Checkpoint:
    torch.manual_seed(0)
    return Checkpoint(create_network("joint-1", 8).eval(), card())
