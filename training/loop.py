"""The training loop: Adam on the concordance loss; the network of the best epoch is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn

from face.errors import InputError
from face.progress import ProgressCallback, no_progress
from synthesis.animation import predict
from synthesis.card import Speaker
from synthesis.features import FRAME_RATE
from synthesis.networks.blstm import Network, create_network
from training.dataset import Batch, Example, shuffled_batches, split_long_examples
from training.evaluation import mean_concordance, score_predictions
from training.experiment import Experiment
from training.losses import concordance_loss
from training.state import TrainingState


def fit(
    experiment: Experiment,
    train: Sequence[Example],
    validation: Sequence[Example],
    speakers: dict[str, Speaker],
    *,
    state_file: Path | None = None,
    progress: ProgressCallback = no_progress,
) -> tuple[Network, int]:
    """Train a network.

    The best epoch has the highest mean rho_c on the validation turns; training stops when `patience` epochs brought
    no better one. On a CPU, the same experiment gives the same weights, also when it was interrupted.

    Parameters
    ----------
    experiment
        Network, learning rate and so on.
    train, validation
        Standardized examples.
    speakers
        By name, the statistics by which the examples were standardized.
    state_file
        Where the state is saved after each epoch; a later call with the same file resumes from there.
    progress
        Called after each epoch.

    Returns
    -------
    network : Network
        That of the best epoch.
    epoch : int
        The number of the best epoch, from 1.

    Raises
    ------
    InputError
        If training diverged.
    """
    with _torch_seed(experiment.seed):
        state = _initial_state(experiment)
        if state_file:
            state.resume(state_file)
        sequences = split_long_examples(train, round(experiment.seconds * FRAME_RATE))
        while state.epoch < experiment.epochs and state.epoch - state.best_epoch < experiment.patience:
            state.network.train()
            batches = shuffled_batches(sequences, experiment.batch, state.order)
            loss = _train_epoch(state.network, state.optimizer, experiment.clip, batches)
            predictions = [predict(state.network, example.inputs) for example in validation]
            score = mean_concordance(score_predictions(predictions, validation, speakers))
            state.finish_epoch(score)
            if state_file:
                state.save(state_file)
            message = f"epoch {state.epoch}: loss {loss:.3f}, validation rho_c {score:.3f}"
            progress(state.epoch / experiment.epochs, message)
    if not state.best:
        raise InputError("Training diverged (NaN predictions); use a smaller learning_rate")
    state.network.load_state_dict(state.best)
    return state.network.eval(), state.best_epoch


@contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Limit torch to `count` threads in the block; threads that share a core make it slower."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _initial_state(experiment: Experiment) -> TrainingState:
    network = create_network(experiment.network, experiment.hidden)
    optimizer = torch.optim.Adam(network.parameters(), lr=experiment.learning_rate)
    return TrainingState(network, optimizer, torch.Generator().manual_seed(experiment.seed))


def _train_epoch(network: Network, optimizer: torch.optim.Optimizer, clip: float, batches: Iterator[Batch]) -> float:
    """Train on all batches and return the mean loss."""
    losses = []
    for batch in batches:
        prediction = network(batch.inputs, batch.lengths)[batch.real]  # (B, T, 46, 3) -> (N, 46, 3)
        loss = concordance_loss(prediction, batch.targets, batch.valid)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@contextmanager
def _torch_seed(seed: int) -> Iterator[None]:
    """Seed torch's random numbers in the block, and restore their state afterwards."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
