"""One motion serves all videos of the same recording, condition and frame rate."""

import pytest
from django.db import transaction

import synthesis
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.stimuli.animation_requests import (
    animation_spec,
    find_motion,
    request_animation,
    stimuli_awaiting_motion,
)
from evalsite.stimuli.models import Condition
from evalsite.stimuli.stimulus_requests import request_stimulus

SETTINGS = {"avatar": "woman", "size": [640, 480], "fps": 25}


@pytest.fixture
def motion(tmp_path):
    (tmp_path / "motion").write_bytes(b"motion")
    return store.add_copy(tmp_path / "motion")


def test_a_motion_is_requested_once_and_then_found(recording, predicted, finish_job, motion):
    for _ in range(2):
        with transaction.atomic():
            assert request_animation(recording, predicted, fps=25) == ""
    finish_job("animate", {"motion": motion})
    assert request_animation(recording, predicted, fps=25) == motion
    assert Job.objects.count() == 1


def test_a_motion_missing_from_the_store_is_not_found(recording, predicted, finish_job):
    request_animation(recording, predicted, fps=25)
    finish_job("animate", {"motion": "0" * 64})
    assert find_motion(animation_spec(recording, predicted, fps=25)) == ""


def test_every_input_of_the_motion_is_in_the_spec(recording, predicted, monkeypatch):
    original = Condition.objects.create(name="original")
    specs = [
        animation_spec(recording, predicted, fps=25),
        animation_spec(recording, predicted, fps=50),
        animation_spec(recording, original, fps=25),
    ]
    monkeypatch.setattr(synthesis, "OUTPUT_VERSION", synthesis.OUTPUT_VERSION + 1)
    specs.append(animation_spec(recording, predicted, fps=25))
    assert all(spec not in specs[:number] for number, spec in enumerate(specs))


def test_all_videos_of_a_motion_await_it_but_not_those_of_another_rate(recording, predicted):
    stimuli = [request_stimulus(recording, predicted, SETTINGS | {"avatar": avatar}) for avatar in ("woman", "man")]
    request_stimulus(recording, predicted, SETTINGS | {"fps": 50})
    assert stimuli_awaiting_motion(animation_spec(recording, predicted, fps=25)) == stimuli
