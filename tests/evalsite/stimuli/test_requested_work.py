"""Whoever waits for stimuli waits for all jobs that make them, whoever enqueued these."""

from evalsite.stimuli.requested_work import RequestedWork, jobs_for_stimuli, remaining_job_counts
from evalsite.stimuli.stimulus_requests import request_stimulus
from evalsite.stimuli.training_requests import request_synthetic_corpus

SETTINGS = {"avatar": "woman", "size": [640, 480], "fps": 25}


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
