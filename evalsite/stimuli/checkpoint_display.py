"""The facts and scores on a checkpoint's page. The card is read as plain JSON, since its model belongs to synthesis."""

from dataclasses import dataclass
from typing import Any, Final

from evalsite.stimuli.models import Checkpoint
from face.regions import REGION_NAMES, Region

CARD_LABELS: Final = {
    "network": "Network",
    "hidden": "Hidden units",
    "epochs": "Epochs",
    "seed": "Seed",
    "corpus": "Corpus",
    "corpus_kind": "Corpus kind",
    "corpus_sha256": "Corpus digest",
    "split_sha256": "Split digest",
    "backend": "Feature extractor",
    "reference": "Reference speaker",
}


@dataclass(frozen=True)
class RegionScore:
    """The test scores of one region, and the concordance that trivial predictions reach."""

    region: str
    ccc: float
    mse: float
    mean_trajectory: float
    shuffled_audio: float


@dataclass(frozen=True)
class CheckpointDisplay:
    """A checkpoint with the facts and scores that its page shows."""

    checkpoint: Checkpoint
    facts: list[tuple[str, Any]]
    scores: list[RegionScore]


def checkpoint_display(checkpoint: Checkpoint) -> CheckpointDisplay:
    """Return what the page shows; keys that the card of another version lacks are left out."""
    card = checkpoint.card
    facts = [(label, card[key]) for key, label in CARD_LABELS.items() if key in card]
    scores = card.get("scores", {})
    regions = [region for region in Region if region in scores.get("network", {})]
    return CheckpointDisplay(checkpoint, facts, [_region_score(scores, region) for region in regions])


def _region_score(scores: dict[str, Any], region: Region) -> RegionScore:
    network = scores["network"][region]
    baselines = (scores[name][region]["ccc"] for name in ("mean_trajectory", "shuffled_audio"))
    return RegionScore(REGION_NAMES[region], network["ccc"], network["mse"], *baselines)
