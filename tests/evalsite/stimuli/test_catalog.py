"""Recordings, checkpoints and conditions are found by name."""

import pytest

from evalsite.stimuli import catalog
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
