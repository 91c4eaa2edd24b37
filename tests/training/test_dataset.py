import dataclasses

import numpy as np
import pytest
import torch

from face import npz_file
from face.errors import InputError
from tests.synthesis import faces
from tests.training import sample_data
from training import dataset


def test_examples_are_aligned_by_frame_and_features_are_cached(tmp_path, monkeypatch):
    turns = sample_data.tone_corpus(tmp_path, turns=1).turns
    first = dataset.load_examples(turns, tmp_path / "features")
    monkeypatch.setattr(dataset, "extract_features", None)  # a second extraction would fail
    (again,) = dataset.load_examples(turns, tmp_path / "features")
    assert again.inputs.shape == (72, 44)
    assert again.targets.shape == (72, 46, 3)
    np.testing.assert_array_equal(again.inputs, first[0].inputs)


def test_a_recording_that_is_cut_off_is_not_trained_on(tmp_path):
    (turn,) = sample_data.tone_corpus(tmp_path, turns=1).turns
    turn.wav.write_bytes(turn.wav.read_bytes()[:14_444])
    with pytest.raises(InputError, match=r"can't be trained on: it is cut off: it lacks 0.3 of 0.6 s"):
        dataset.load_examples([turn], tmp_path / "features")


def test_sound_and_motion_must_have_equal_duration(tmp_path):
    (turn,) = sample_data.tone_corpus(tmp_path, turns=1).turns
    npz_file.save(faces.motion(faces.noise(1, frames=100)), turn.motion)
    with pytest.raises(InputError, match="tone0: the sound has 72 frames, the motion 100"):
        dataset.load_examples([turn], tmp_path / "features")


def test_motion_at_another_rate_is_refused(tmp_path):
    (turn,) = sample_data.tone_corpus(tmp_path, turns=1).turns
    npz_file.save(faces.motion(faces.noise(1, frames=72), rate=100), turn.motion)
    with pytest.raises(InputError, match="has 100 Hz"):
        dataset.load_examples([turn], tmp_path / "features")


def test_training_turns_have_mean_0_and_deviation_1():
    standard, _ = sample_data.standardized_examples(5)
    for name in ("inputs", "targets"):
        together = np.concatenate([getattr(example, name) for example in standard])
        np.testing.assert_allclose(together.mean(axis=0), 0, atol=1e-4)
        np.testing.assert_allclose(together.std(axis=0), 1, atol=1e-3)


def test_invalid_markers_do_not_affect_the_statistics():
    result = sample_data.examples(1, frames=100)
    valid = np.ones((100, 46), np.bool_)
    valid[::2, 7] = False
    targets = np.where(valid[:, :, None], result[0].targets, 1e6).astype(np.float32)
    speaker = dataset.speaker_statistics([dataclasses.replace(result[0], targets=targets, valid=valid)])["ann"]
    np.testing.assert_allclose(speaker.output_mean[21:24], result[0].targets[1::2, 7].mean(axis=0), rtol=1e-5)


def test_a_speaker_without_training_turns_is_refused():
    with pytest.raises(InputError, match="speaker ann of turn0 has no training turn"):
        dataset.standardize_examples(sample_data.examples(1), {})


def test_restoring_undoes_standardizing():
    standard, speakers = sample_data.standardized_examples(1)
    np.testing.assert_allclose(
        speakers["ann"].restore_positions(standard[0].targets), sample_data.examples(1)[0].targets, atol=1e-4
    )


def test_splitting_keeps_every_frame():
    (long,) = sample_data.examples(1, frames=100)
    parts = dataset.split_long_examples([long], 40)
    assert max(len(part.inputs) for part in parts) <= 40
    np.testing.assert_array_equal(np.concatenate([part.inputs for part in parts]), long.inputs)


def test_an_epoch_contains_every_frame_once():
    result = [sample_data.examples(1, frames=frames, seed=frames)[0] for frames in (30, 50, 20, 40, 35)]
    batches = list(dataset.shuffled_batches(result, 2, torch.Generator().manual_seed(1)))
    heard = torch.cat([batch.inputs[batch.real] for batch in batches])
    moved = torch.cat([batch.targets for batch in batches])
    assert len(heard) == len(moved) == 175
    by_sound = {tuple(row.tolist()): place for place, row in enumerate(heard[:, :3])}
    for example in result:
        places = [by_sound[tuple(row)] for row in example.inputs[:, :3].tolist()]
        np.testing.assert_array_equal(moved[places], example.targets)
