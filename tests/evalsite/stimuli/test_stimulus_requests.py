"""A stimulus is made once, and again only when its inputs change."""

import pytest

import renderer
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Condition, Recording, Stimulus
from evalsite.stimuli.stimulus_requests import (
    RequestedWork,
    jobs_for_stimuli,
    remaining_job_counts,
    request_stimulus,
)
from evalsite.stimuli.training_requests import request_synthetic_corpus
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


def test_jobs_of_another_batch_that_make_the_same_video_are_awaited(recording, predicted, finish_job):
    stimulus = request_stimulus(recording, predicted, SETTINGS, batch="first")
    awaited = jobs_for_stimuli([stimulus], "second")
    assert [job.kind for job in awaited] == ["animate"]
    finish_job("animate", {"motion": "5" * 64})
    assert sorted(job.kind for job in awaited.all()) == ["animate", "render"]


def test_a_video_without_motion_needs_two_jobs(recording, predicted, finish_job):
    stimulus = request_stimulus(recording, predicted, SETTINGS)
    assert remaining_job_counts([stimulus]) == {"joint-1 × a": 2}
    finish_job("animate", {"motion": "5" * 64})
    stimulus.refresh_from_db()
    assert remaining_job_counts([stimulus]) == {"joint-1 × a": 1}
    stimulus.video = "9" * 64
    assert remaining_job_counts([stimulus]) == {}


def test_other_requested_jobs_are_awaited(db):
    job = request_synthetic_corpus("small", {}, batch="first")
    assert list(RequestedWork(jobs=[job]).awaited_jobs("second")) == [job]
