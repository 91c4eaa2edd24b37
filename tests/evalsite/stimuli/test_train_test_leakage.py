"""What a network was trained on is known, and kept out of studies."""

import pytest

from evalsite.stimuli.models import Checkpoint, Corpus, Recording
from evalsite.stimuli.train_test_leakage import held_out_recordings, was_trained_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def recordings():
    corpus = Corpus.objects.create(name="c", kind="synthetic", digest="d" * 64, folder="", turns=3)
    names = ("c/one", "c/two", "c/three")
    return [Recording.objects.create(name=n, sound=n, seconds=3, motion="m", corpus=corpus) for n in names]


def checkpoint(name, *test_turns, corpus="d" * 64):
    card = {"corpus_sha256": corpus, "test_turns": list(test_turns)}
    return Checkpoint.objects.create(name=name, digest=name, card=card)


def test_only_test_turns_are_untouched(recordings):
    found = checkpoint("a", "two")
    assert [was_trained_on(found, recording) for recording in recordings] == [True, False, True]


def test_untouched_means_by_all(recordings):
    checkpoints = [checkpoint("a", "one", "two"), checkpoint("b", "two", "three")]
    assert [recording.name for recording in held_out_recordings(checkpoints)] == ["c/two"]


def test_nobody_was_trained_on_another_corpus(recordings):
    assert len(held_out_recordings([checkpoint("a", corpus="e" * 64)])) == 3


def test_recordings_from_outside_have_no_measured_motion(recordings):
    Recording.objects.create(name="outside", sound="s", seconds=3)
    assert len(held_out_recordings([])) == 3
