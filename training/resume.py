"""A training that was interrupted goes on after its last finished epoch, and ends as if nothing had happened."""

import copy
import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from synthesis.networks.blstm import Network

Weights = dict[str, torch.Tensor]


@dataclass
class TrainingState:
    """Everything that decides how a training goes on: after each epoch it can be kept, and taken up again.

    `order` draws the order of the batches; torch's own generator, which draws all else, is kept with it.
    """

    network: Network
    optimizer: torch.optim.Optimizer
    order: torch.Generator
    epoch: int = 0
    best: Weights = field(default_factory=dict)
    best_epoch: int = 0
    best_score: float = -2.0

    def close_epoch(self, score: float) -> None:
        """Count a finished epoch, and remember its weights if they are the best so far."""
        self.epoch += 1
        if score > self.best_score:
            self.best = copy.deepcopy(self.network.state_dict())
            self.best_epoch, self.best_score = self.epoch, score

    def keep(self, path: Path) -> None:
        """Write the state; whoever is killed meanwhile leaves the one before."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            aside = Path(file.name)
            try:
                torch.save(self._state(), file)
                file.flush()
                os.fsync(file.fileno())
                aside.replace(path)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise

    def take_up(self, path: Path) -> None:
        """Go on where `keep` was called last; from the beginning if there is nothing (readable)."""
        try:
            state = torch.load(path, weights_only=True)
        except Exception:  # noqa: BLE001 - absent, or no state at all: torch's reader fails in every way
            return
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.order.set_state(state["order"])
        torch.set_rng_state(state["torch"])
        self.best = state["best"]
        self.epoch, self.best_epoch, self.best_score = state["epoch"], state["best_epoch"], state["best_score"]

    def _state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "order": self.order.get_state(),
            "torch": torch.get_rng_state(),
            "best": self.best,
            "epoch": self.epoch,
            "best_epoch": self.best_epoch,
            "best_score": self.best_score,
        }


def state_file_name(*parts: str) -> str:
    """Return a file name for the state of a training that all these texts decide."""
    return f"{hashlib.sha256(repr((torch.__version__, *parts)).encode()).hexdigest()}.training"
