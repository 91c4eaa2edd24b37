"""A checkpoint's card as its page shows it; the card itself is read as data, since its model belongs to synthesis."""

from dataclasses import dataclass
from typing import Any, Final

from evalsite.stimuli.models import Checkpoint
from face.regions import REGION_NAMES, Region

FACTS: Final = {
    "network": "Network",
    "hidden": "Hidden units",
    "epochs": "Epochs",
    "seed": "Seed",
    "corpus": "Corpus",
    "corpus_kind": "Kind of corpus",
    "corpus_sha256": "Corpus digest",
    "split_sha256": "Split digest",
    "backend": "Features by",
    "reference": "Reference speaker",
}


@dataclass(frozen=True)
class RegionScore:
    """How well one region was predicted in the test turns, beside what trivial predictions reach."""

    region: str
    ccc: float
    mse: float
    mean_trajectory: float
    shuffled_audio: float


@dataclass(frozen=True)
class ShownCard:
    """What the page says of a checkpoint."""

    checkpoint: Checkpoint
    facts: list[tuple[str, Any]]
    scores: list[RegionScore]


def shown(checkpoint: Checkpoint) -> ShownCard:
    """Pick from the card what a researcher looks for first; a card of another version shows what it has."""
    card = checkpoint.card
    facts = [(label, card[key]) for key, label in FACTS.items() if key in card]
    return ShownCard(checkpoint, facts, _scores(card.get("scores", {})))


def _scores(scores: dict[str, Any]) -> list[RegionScore]:
    network = scores.get("network", {})
    return [_score(scores, region) for region in Region if region in network]


def _score(scores: dict[str, Any], region: Region) -> RegionScore:
    reached = scores["network"][region]
    trivial = (scores[name][region]["ccc"] for name in ("mean_trajectory", "shuffled_audio"))
    return RegionScore(REGION_NAMES[region], reached["ccc"], reached["mse"], *trivial)
