"""The state of a training run, saved after each epoch: an interrupted run resumes and gives the same result."""

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
    """Everything that decides how a training run continues.

    Attributes
    ----------
    network, optimizer
        Being trained.
    order
        The generator that draws the order of the batches; torch's own one, which draws everything else, is saved too.
    epoch
        How many epochs are finished.
    best, best_epoch, best_score
        The weights of the best epoch so far, its number, and its validation score.
    """

    network: Network
    optimizer: torch.optim.Optimizer
    order: torch.Generator
    epoch: int = 0
    best: Weights = field(default_factory=dict)
    best_epoch: int = 0
    best_score: float = -2.0

    def finish_epoch(self, score: float) -> None:
        """Count a finished epoch, and keep its weights if they are the best so far."""
        self.epoch += 1
        if score > self.best_score:
            self.best = copy.deepcopy(self.network.state_dict())
            self.best_epoch, self.best_score = self.epoch, score

    def save(self, path: Path) -> None:
        """Write the state atomically: if the process is killed meanwhile, the previous state remains."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                torch.save(self._as_dict(), file)
                file.flush()
                os.fsync(file.fileno())
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise

    def resume(self, path: Path) -> None:
        """Continue from the last `save`, or start from the beginning if there is no readable file."""
        try:
            state = torch.load(path, weights_only=True)
        except Exception:  # noqa: BLE001 - absent or unreadable: torch's reader raises errors of many types
            return
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.order.set_state(state["order"])
        torch.set_rng_state(state["torch"])
        self.best = state["best"]
        self.epoch, self.best_epoch, self.best_score = state["epoch"], state["best_epoch"], state["best_score"]

    def _as_dict(self) -> dict[str, Any]:
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


def state_file_name(*inputs: str) -> str:
    """Return the name of the state file of the training run that these texts identify."""
    return f"{hashlib.sha256(repr((torch.__version__, *inputs)).encode()).hexdigest()}.training"
