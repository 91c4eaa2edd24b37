"""The training loop: Adam on the concordance loss, and the network of the best epoch kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn

from face.errors import InputError
from face.progress import ProgressCallback, no_progress
from synthesis.animate import predict
from synthesis.card import Speaker
from synthesis.networks.blstm import Network, create_network
from training.dataset import Batch, Example, shuffled_batches, split_long_examples
from training.evaluation import mean_concordance, score_predictions
from training.experiment import Experiment
from training.losses import concordance_loss
from training.resume import TrainingState

RATE = 120


def fit(
    experiment: Experiment,
    train: Sequence[Example],
    validation: Sequence[Example],
    speakers: dict[str, Speaker],
    *,
    state: Path | None = None,
    progress: ProgressCallback = no_progress,
) -> tuple[Network, int]:
    """Train on standardised examples; return the network of the best epoch and that epoch's number, from 1.

    The best epoch has the highest mean rho_c on the validation turns; training stops when `patience` epochs brought
    no better one. On a CPU, the same experiment gives the same weights, also when it is interrupted and called again
    with the same file `state`, in which it writes down where it stands after each epoch.

    Raises
    ------
    InputError
        If no epoch gave numbers.
    """
    with _seeded(experiment.seed):
        run = _begun(experiment)
        if state:
            run.take_up(state)
        sequences = split_long_examples(train, round(experiment.seconds * RATE))
        while run.epoch < experiment.epochs and run.epoch - run.best_epoch < experiment.patience:
            run.network.train()
            loss = _epoch(
                run.network, run.optimizer, experiment.clip, shuffled_batches(sequences, experiment.batch, run.order)
            )
            reached = mean_concordance(
                score_predictions([predict(run.network, e.inputs) for e in validation], validation, speakers)
            )
            run.close_epoch(reached)
            if state:
                run.keep(state)
            progress(
                run.epoch / experiment.epochs, f"epoch {run.epoch}: loss {loss:.3f}, validation rho_c {reached:.3f}"
            )
    if not run.best:
        raise InputError("the training ran away: its predictions are no numbers; choose a smaller learning_rate")
    run.network.load_state_dict(run.best)
    return run.network.eval(), run.best_epoch


def _begun(experiment: Experiment) -> TrainingState:
    network = create_network(experiment.network, experiment.hidden)
    optimizer = torch.optim.Adam(network.parameters(), lr=experiment.learning_rate)
    return TrainingState(network, optimizer, torch.Generator().manual_seed(experiment.seed))


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
def torch_threads(count: int) -> Iterator[None]:
    """Let torch use `count` processor threads in the block; threads that share a core cost more than they bring."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
