"""The training loop: Adam on the concordance loss, and the network of the best epoch kept."""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn

from face.console import Report, silent
from synthesis.animate import predict
from synthesis.card import Speaker
from synthesis.networks.blstm import Network, create
from training.dataset import Batch, Example, batches, cut
from training.evaluation import mean_ccc, score
from training.experiment import Experiment
from training.losses import concordance_loss

RATE = 120


def fit(
    experiment: Experiment,
    train: Sequence[Example],
    validation: Sequence[Example],
    speakers: dict[str, Speaker],
    *,
    report: Report = silent,
) -> tuple[Network, int]:
    """Train on standardised examples; return the network of the best epoch and that epoch's number, from 1.

    The best epoch has the highest mean rho_c on the validation turns; training stops when `patience` epochs brought
    no better one. On a CPU, the same experiment gives the same weights.
    """
    with _seeded(experiment.seed):
        network = create(experiment.network, experiment.hidden)
        optimizer = torch.optim.Adam(network.parameters(), lr=experiment.learning_rate)
        order = torch.Generator().manual_seed(experiment.seed)
        sequences = cut(train, round(experiment.seconds * RATE))
        best, best_epoch, best_score = network, 0, -2.0
        for epoch in range(1, experiment.epochs + 1):
            network.train()
            loss = _epoch(network, optimizer, experiment.clip, batches(sequences, experiment.batch, order))
            reached = mean_ccc(score([predict(network, e.inputs) for e in validation], validation, speakers))
            if reached > best_score:
                best, best_epoch, best_score = copy.deepcopy(network), epoch, reached
            report(epoch / experiment.epochs, f"epoch {epoch}: loss {loss:.3f}, validation rho_c {reached:.3f}")
            if epoch - best_epoch >= experiment.patience:
                break
    return best.eval(), best_epoch


def _epoch(network: Network, optimizer: torch.optim.Optimizer, clip: float, given: Iterator[Batch]) -> float:
    losses = []
    for batch in given:
        moved = network(batch.inputs, batch.lengths)[batch.real]  # (B, T, 46, 3) -> (N, 46, 3)
        loss = concordance_loss(moved, batch.targets, batch.valid)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Give the block this seed, and leave torch's own as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let torch use `count` processor threads in the block; threads that share a core cost more than they bring."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
