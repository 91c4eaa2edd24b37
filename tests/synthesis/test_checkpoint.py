"""Checkpoints: saved, loaded, and refused when they are damaged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import safetensors.torch
import torch

from face.errors import InputError
from synthesis import checkpoint
from synthesis.card import read_card
from tests.synthesis import cards

RECORDED = Path(__file__).parent / "recorded" / "checkpoint-0.1.safetensors"
"""Written by version 0.1."""


@pytest.fixture
def saved_checkpoint(tmp_path):
    path = tmp_path / "c.safetensors"
    sample = cards.checkpoint()
    checkpoint.save(path, sample.network, sample.card)
    return path


def rewrite(path, card=None, **weights):
    """Change the file at `path`: its card, or some weights (None: left out)."""
    held = {name: value for name, value in (safetensors.torch.load_file(path) | weights).items() if value is not None}
    text = read_card(path).model_dump_json() if card is None else card
    safetensors.torch.save_file(held, path, metadata={"card": text})
    return path


def test_save_load_round_trip_is_exact(saved_checkpoint):
    sample, loaded = cards.checkpoint(), checkpoint.load(saved_checkpoint)
    assert loaded.card == sample.card
    for name, weight in sample.network.state_dict().items():
        assert torch.equal(weight, loaded.network.state_dict()[name])


def test_a_checkpoint_of_version_0_1_is_loaded_and_saved_to_the_same_bytes(tmp_path):
    loaded = checkpoint.load(RECORDED)
    assert (loaded.card.network, loaded.card.corpus_kind, loaded.card.reference) == ("joint-1", "planted", "ann")
    checkpoint.save(tmp_path / "again.safetensors", loaded.network, loaded.card)
    assert (tmp_path / "again.safetensors").read_bytes() == RECORDED.read_bytes()


def test_saving_leaves_no_temporary_file(saved_checkpoint):
    assert list(saved_checkpoint.parent.iterdir()) == [saved_checkpoint]


def test_the_card_is_read_without_torch(saved_checkpoint):
    code = (
        "import sys; from pathlib import Path; from synthesis.card import read_card;"
        f"print(read_card(Path({str(saved_checkpoint)!r})).reference);"
        f"assert not {{'torch', 'safetensors'}} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "ann\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        b"\xff" * 400,
        b"\x02" + b"\0" * 7 + b"[]",
        b"RIFF" * 100,
        (5000).to_bytes(8, "little") + b"[" * 5000,
    ],
)
def test_another_file_is_refused(tmp_path, content):
    (tmp_path / "c").write_bytes(content)
    with pytest.raises(InputError, match="is not a checkpoint"):
        checkpoint.load(tmp_path / "c")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        checkpoint.load(tmp_path / "none.safetensors")


def test_weights_without_a_card_are_refused(tmp_path):
    safetensors.torch.save_file({"a": torch.zeros(1)}, tmp_path / "c")
    with pytest.raises(InputError, match="no card"):
        checkpoint.load(tmp_path / "c")


def test_a_truncated_file_is_refused(saved_checkpoint):
    saved_checkpoint.write_bytes(saved_checkpoint.read_bytes()[:-100])
    with pytest.raises(InputError, match="is damaged"):
        checkpoint.load(saved_checkpoint)


def test_other_features_are_refused(saved_checkpoint):
    names = (*cards.card().features[1:], "mfcc99")
    with pytest.raises(InputError, match="trained on other features"):
        checkpoint.load(rewrite(saved_checkpoint, card=cards.card(features=names).model_dump_json()))


@pytest.mark.parametrize("key", ["hidden", "reference", "speakers"])
def test_an_invalid_card_names_the_key(saved_checkpoint, key):
    with pytest.raises(InputError, match=key):
        checkpoint.load(rewrite(saved_checkpoint, card=json.dumps(cards.card().model_dump(mode="json") | {key: -1})))


def test_an_unknown_reference_speaker_is_refused():
    with pytest.raises(ValueError, match="choose one of ann, bob"):
        cards.card(reference="eve")


@pytest.mark.parametrize("weight", [None, torch.zeros(3, 3)])
def test_weights_of_another_shape_are_refused(saved_checkpoint, weight):
    with pytest.raises(InputError, match=r"does not fit .* heads\.0\.linear\.weight"):
        checkpoint.load(rewrite(saved_checkpoint, **{"heads.0.linear.weight": weight}))


def test_nan_weights_are_refused(saved_checkpoint):
    with pytest.raises(InputError, match=r"not numbers \(heads\.0\.linear\.bias\)"):
        checkpoint.load(rewrite(saved_checkpoint, **{"heads.0.linear.bias": torch.full((57,), torch.nan)}))
