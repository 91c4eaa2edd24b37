"""A stimulus is asked for once, and made anew only when what it is made of changes."""

import pytest

import renderer
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.stimuli.stimulus_requests import request_stimulus
from face.errors import InputError

LOOK = {"avatar": "woman", "size": [640, 480], "fps": 25}


@pytest.fixture
def recording(db):
    return Recording.objects.create(name="a", sound="5" * 64, seconds=3, motion="6" * 64)


@pytest.fixture
def predicted(db):
    checkpoint = Checkpoint.objects.create(name="joint-1", digest="7" * 64, card={})
    return Condition.objects.create(name="joint-1", checkpoint=checkpoint)


def test_the_same_inputs_give_one_stimulus_and_one_job(recording, predicted):
    assert request_stimulus(recording, predicted, LOOK) == request_stimulus(recording, predicted, LOOK)
    assert Stimulus.objects.count() == Job.objects.count() == 1


def test_other_settings_or_weights_give_another_stimulus(recording, predicted):
    first = request_stimulus(recording, predicted, LOOK)
    assert request_stimulus(recording, predicted, LOOK | {"fps": 30}) != first
    predicted.checkpoint.digest = "8" * 64
    assert request_stimulus(recording, predicted, LOOK) != first


def test_another_output_version_gives_another_stimulus(recording, predicted, monkeypatch):
    first = request_stimulus(recording, predicted, LOOK)
    monkeypatch.setattr(renderer, "OUTPUT_VERSION", renderer.OUTPUT_VERSION + 1)
    assert request_stimulus(recording, predicted, LOOK) != first


def test_a_finished_stimulus_is_not_made_again(recording, predicted):
    stimulus = request_stimulus(recording, predicted, LOOK)
    Job.objects.all().delete()
    Stimulus.objects.update(video="9" * 64)
    assert request_stimulus(recording, predicted, LOOK) == stimulus
    assert not Job.objects.exists()


def test_a_stimulus_that_moves_already_is_only_rendered(recording, predicted):
    request_stimulus(recording, predicted, LOOK)
    Job.objects.all().delete()
    Stimulus.objects.update(motion="9" * 64)
    request_stimulus(recording, predicted, LOOK)
    assert [job.kind for job in Job.objects.all()] == ["render"]


def test_original_motion_must_exist(predicted):
    silent = Recording.objects.create(name="b", sound="5" * 64, seconds=3)
    with pytest.raises(InputError, match="recording b has no measured motion"):
        request_stimulus(silent, Condition.objects.create(name="original"), LOOK)
