"""A stimulus is made once, and again only when its inputs change."""

import pytest

import renderer
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Condition, Recording, Stimulus
from evalsite.stimuli.stimulus_requests import request_stimulus
from face.errors import InputError

SETTINGS = {"avatar": "woman", "size": [640, 480], "fps": 25}


def test_the_same_inputs_give_one_stimulus_and_one_job(recording, predicted):
    assert request_stimulus(recording, predicted, SETTINGS) == request_stimulus(recording, predicted, SETTINGS)
    assert Stimulus.objects.count() == Job.objects.count() == 1


def test_other_settings_or_another_checkpoint_give_another_stimulus(recording, predicted):
    first = request_stimulus(recording, predicted, SETTINGS)
    assert request_stimulus(recording, predicted, SETTINGS | {"fps": 30}) != first
    predicted.checkpoint.digest = "8" * 64
    assert request_stimulus(recording, predicted, SETTINGS) != first


def test_another_output_version_gives_another_stimulus(recording, predicted, monkeypatch):
    first = request_stimulus(recording, predicted, SETTINGS)
    monkeypatch.setattr(renderer, "OUTPUT_VERSION", renderer.OUTPUT_VERSION + 1)
    assert request_stimulus(recording, predicted, SETTINGS) != first


def test_a_finished_stimulus_is_not_made_again(recording, predicted):
    stimulus = request_stimulus(recording, predicted, SETTINGS)
    Job.objects.all().delete()
    Stimulus.objects.update(video="9" * 64)
    assert request_stimulus(recording, predicted, SETTINGS) == stimulus
    assert not Job.objects.exists()


def test_a_stimulus_with_motion_is_only_rendered(recording, predicted):
    request_stimulus(recording, predicted, SETTINGS)
    Job.objects.all().delete()
    Stimulus.objects.update(motion="9" * 64)
    request_stimulus(recording, predicted, SETTINGS)
    assert [job.kind for job in Job.objects.all()] == ["render"]


def test_the_original_needs_measured_motion(predicted):
    silent = Recording.objects.create(name="b", sound="5" * 64, seconds=3)
    with pytest.raises(InputError, match="recording b has no measured motion"):
        request_stimulus(silent, Condition.objects.create(name="original"), SETTINGS)
