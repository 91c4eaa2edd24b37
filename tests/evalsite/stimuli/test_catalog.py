"""Recordings, checkpoints and conditions by name; recordings that a network was trained on stay out of studies."""

import pytest

from evalsite.stimuli import catalog
from evalsite.stimuli.models import Checkpoint, Corpus, Recording
from face.errors import InputError


def test_an_unknown_name_lists_the_known_ones(recording, predicted):
    assert catalog.get_recording("a") == recording
    with pytest.raises(InputError, match="there is no recording 'b'; there are: a"):
        catalog.get_recording("b")
    with pytest.raises(InputError, match="there is no checkpoint 'joint-9'; there are: joint-1"):
        catalog.get_checkpoint("joint-9")


@pytest.mark.django_db
def test_without_any_checkpoint_there_are_none_yet():
    with pytest.raises(InputError, match="there are: none yet"):
        catalog.checkpoint_condition("joint-1")


def test_a_checkpoint_has_one_condition(predicted):
    assert catalog.checkpoint_condition("joint-1") == predicted


@pytest.mark.django_db
def test_an_imported_condition_may_have_the_name_of_another():
    assert catalog.imported_condition("original") != catalog.original_condition()
    assert not catalog.imported_condition("original").is_original
    assert catalog.original_condition() == catalog.original_condition()


@pytest.fixture
def recordings(db):
    corpus = Corpus.objects.create(name="c", kind="synthetic", digest="d" * 64, folder="", turns=3)
    names = ("c/one", "c/two", "c/three")
    return [Recording.objects.create(name=n, sound=n, seconds=3, motion="m", corpus=corpus) for n in names]


def create_checkpoint(name, *test_turns, corpus="d" * 64):
    card = {"corpus_sha256": corpus, "test_turns": list(test_turns)}
    return Checkpoint.objects.create(name=name, digest=name, card=card)


def test_only_test_turns_are_held_out(recordings):
    trained = create_checkpoint("a", "two")
    assert [catalog.was_trained_on(trained, recording) for recording in recordings] == [True, False, True]


def test_held_out_recordings_are_unseen_by_all_checkpoints(recordings):
    checkpoints = [create_checkpoint("a", "one", "two"), create_checkpoint("b", "two", "three")]
    assert [recording.name for recording in catalog.held_out_recordings(checkpoints)] == ["c/two"]


def test_recordings_of_another_corpus_are_held_out(recordings):
    assert len(catalog.held_out_recordings([create_checkpoint("a", corpus="e" * 64)])) == 3


def test_recordings_without_measured_motion_are_left_out(recordings):
    Recording.objects.create(name="outside", sound="s", seconds=3)
    assert len(catalog.held_out_recordings([])) == 3
