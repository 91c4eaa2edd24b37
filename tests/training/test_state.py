"""A training run that was interrupted resumes, and gives the same result."""

import os
from functools import cache
from pathlib import Path

import pytest
import torch

from face.errors import InputError
from face.progress import no_progress
from tests.training import sample_data
from training import loop
from training.experiment import Experiment
from training.loop import fit
from training.pipeline import train
from training.state import TrainingState, state_file_name


def experiment(**options) -> Experiment:
    return Experiment(corpus=Path(), **({"hidden": 12, "epochs": 5, "learning_rate": 0.01, "batch": 3} | options))


def fit_network(state=None, progress=no_progress, **options):
    standard, speakers = sample_data.standardized_examples(7)
    network, epoch = fit(
        experiment(**options), standard[:5], standard[5:], speakers, state_file=state, progress=progress
    )
    return network.state_dict(), epoch


@cache
def uninterrupted(**options):
    """Train from beginning to end, once for all tests."""
    return fit_network(**options)


def same_weights(one, other):
    return one[1] == other[1] and all(torch.equal(weight, other[0][name]) for name, weight in one[0].items())


class Killed(BaseException):
    """Nothing in the loop may catch it, as nothing catches SIGKILL."""


def kill_at_epoch(epoch):
    def progress(_, message):
        if message.startswith(f"epoch {epoch}:"):
            raise Killed

    return progress


@pytest.mark.parametrize("network", ["joint-1", "separate-2"])
@pytest.mark.parametrize("epoch", [1, 3, 5])
def test_a_resumed_training_ends_with_the_same_weights(tmp_path, network, epoch):
    whole = uninterrupted(network=network)
    with pytest.raises(Killed):
        fit_network(tmp_path / "state", kill_at_epoch(epoch), network=network)
    messages = []
    resumed = fit_network(tmp_path / "state", lambda _, text: messages.append(text.partition(":")[0]), network=network)
    assert same_weights(whole, resumed)
    assert messages == [f"epoch {number}" for number in range(epoch + 1, 6)]


def test_repeated_interruptions_do_not_change_the_weights(tmp_path):
    for epoch in (1, 2, 3, 4):
        with pytest.raises(Killed):
            fit_network(tmp_path / "state", kill_at_epoch(epoch))
    assert same_weights(uninterrupted(), fit_network(tmp_path / "state"))


def test_an_interrupted_epoch_is_repeated(tmp_path, monkeypatch):
    whole = uninterrupted()
    calls = iter(range(100))
    real = loop.concordance_loss

    def loss(*tensors):
        if next(calls) == 5:  # Two batches make an epoch: in the middle of the third.
            raise Killed
        return real(*tensors)

    monkeypatch.setattr(loop, "concordance_loss", loss)
    with pytest.raises(Killed):
        fit_network(tmp_path / "state")
    monkeypatch.undo()
    assert same_weights(whole, fit_network(tmp_path / "state"))


def test_the_global_torch_generator_is_restored(tmp_path):
    state = new_state()
    torch.manual_seed(3)
    torch.rand(10)
    state.save(tmp_path / "state")
    expected = torch.rand(5), torch.rand(3, generator=state.order)
    torch.manual_seed(4)
    other = new_state()
    other.resume(tmp_path / "state")
    assert torch.equal(torch.rand(5), expected[0])
    assert torch.equal(torch.rand(3, generator=other.order), expected[1])


def test_patience_counts_epochs_before_the_interruption(tmp_path):
    options = {"learning_rate": 1.0, "epochs": 30, "patience": 2}
    whole = uninterrupted(**options)
    with pytest.raises(Killed):
        fit_network(tmp_path / "state", kill_at_epoch(whole[1] + 1), **options)
    messages = []
    assert same_weights(whole, fit_network(tmp_path / "state", lambda *words: messages.append(words), **options))
    assert len(messages) == 1


def test_a_finished_training_is_not_repeated(tmp_path):
    whole = fit_network(tmp_path / "state")
    messages = []
    assert same_weights(whole, fit_network(tmp_path / "state", lambda *words: messages.append(words)))
    assert messages == []


@pytest.mark.parametrize("content", [b"", b"half of a st", b"PK\x03\x04 no archive"])
def test_an_unreadable_state_file_restarts_training(tmp_path, content):
    (tmp_path / "state").write_bytes(content)
    assert same_weights(uninterrupted(), fit_network(tmp_path / "state"))


def test_the_state_file_is_written_atomically(tmp_path, monkeypatch):
    state = new_state()
    state.save(tmp_path / "state")
    before = (tmp_path / "state").read_bytes()
    state.epoch = 7

    def raise_disk_full(_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", raise_disk_full)
    with pytest.raises(OSError, match="No space"):
        state.save(tmp_path / "state")
    assert (tmp_path / "state").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_divergence_is_an_input_error(monkeypatch):
    monkeypatch.setattr(loop, "mean_concordance", lambda _: float("nan"))
    with pytest.raises(InputError, match="smaller learning_rate"):
        fit_network()


def test_the_state_file_name_depends_on_every_setting():
    names = {state_file_name(*parts) for parts in [("a", "b"), ("ab",), ("b", "a"), ("a", "b", ""), ("a", "c")]}
    assert len(names) == 5
    assert state_file_name("a", "b") == state_file_name("a", "b")


def test_an_interrupted_training_gives_the_same_checkpoint(tmp_path):
    (tmp_path / "tones").mkdir()
    chosen = Experiment(corpus=sample_data.tone_corpus(tmp_path / "tones").folder, hidden=8, epochs=3)
    train(chosen, tmp_path / "whole")

    def kill_in_epoch_2(_, message):
        if "epoch 2" in message:
            raise Killed

    with pytest.raises(Killed):
        train(chosen, tmp_path / "resumed", scratch=tmp_path / "scratch", progress=kill_in_epoch_2)
    assert len(list((tmp_path / "scratch").iterdir())) == 1
    train(chosen, tmp_path / "resumed", scratch=tmp_path / "scratch")
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()


def new_state() -> TrainingState:
    network = torch.nn.Linear(2, 2)
    return TrainingState(network, torch.optim.Adam(network.parameters()), torch.Generator().manual_seed(1))
