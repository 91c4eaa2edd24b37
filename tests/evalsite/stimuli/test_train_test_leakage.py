"""Recordings that a network was trained on are known, and kept out of studies."""

import pytest

from evalsite.stimuli.models import Checkpoint, Corpus, Recording
from evalsite.stimuli.train_test_leakage import held_out_recordings, was_trained_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def recordings():
    corpus = Corpus.objects.create(name="c", kind="synthetic", digest="d" * 64, folder="", turns=3)
    names = ("c/one", "c/two", "c/three")
    return [Recording.objects.create(name=n, sound=n, seconds=3, motion="m", corpus=corpus) for n in names]


def create_checkpoint(name, *test_turns, corpus="d" * 64):
    card = {"corpus_sha256": corpus, "test_turns": list(test_turns)}
    return Checkpoint.objects.create(name=name, digest=name, card=card)


def test_only_test_turns_are_held_out(recordings):
    trained = create_checkpoint("a", "two")
    assert [was_trained_on(trained, recording) for recording in recordings] == [True, False, True]


def test_held_out_means_by_all_checkpoints(recordings):
    checkpoints = [create_checkpoint("a", "one", "two"), create_checkpoint("b", "two", "three")]
    assert [recording.name for recording in held_out_recordings(checkpoints)] == ["c/two"]


def test_a_checkpoint_of_another_corpus_was_not_trained_on_them(recordings):
    assert len(held_out_recordings([create_checkpoint("a", corpus="e" * 64)])) == 3


def test_recordings_without_measured_motion_are_left_out(recordings):
    Recording.objects.create(name="outside", sound="s", seconds=3)
    assert len(held_out_recordings([])) == 3
