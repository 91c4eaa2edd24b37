"""From a synthetic corpus to a rendered prediction: real speech, a real network and real videos, only small."""

import pytest

from evalsite import store
from evalsite.jobs.models import State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.runner import run_job
from evalsite.stimuli.catalog import checkpoint_condition, original_condition
from evalsite.stimuli.models import Checkpoint, Corpus, Recording
from evalsite.stimuli.stimulus_requests import request_stimulus
from evalsite.stimuli.training_requests import request_synthetic_corpus, request_training
from tests.media_probe import read_header
from training.experiment import Experiment

SETTINGS = {"avatar": "woman", "deformer": "fat", "size": [160, 120], "fps": 10, "crf": 30}


@pytest.mark.django_db(transaction=True)
def test_from_a_corpus_to_videos_of_measured_and_predicted_motion(run_jobs):
    request_synthetic_corpus("small", {"turns": 6, "speakers": 2, "seconds": 1.0})
    run_jobs()
    corpus = Corpus.objects.get(name="small")
    recordings = Recording.objects.filter(corpus=corpus)
    assert corpus.turns == len(recordings) == 6
    assert {recording.speaker for recording in recordings} == {"ada", "ben"}
    assert all(store.path(each.sound).exists() and store.path(each.motion).exists() for each in recordings)

    experiment = Experiment(corpus=corpus.folder, network="joint-1", hidden=4, epochs=1, threads=1)
    request_training(experiment, name="joint-1")
    run_jobs()
    card = Checkpoint.objects.get(name="joint-1").card
    assert (card["network"], card["corpus_kind"]) == ("joint-1", "synthetic")

    recording = recordings[0]
    conditions = (checkpoint_condition("joint-1"), original_condition())
    predicted, measured = [request_stimulus(recording, condition, SETTINGS) for condition in conditions]
    run_jobs()
    for stimulus in (predicted, measured):
        stimulus.refresh_from_db()
        video = read_header(store.path(stimulus.video))
        assert video.size == (160, 120)
        assert video.seconds == pytest.approx(recording.seconds, abs=0.1)
        assert stimulus.provenance["gl_renderer"]
    assert predicted.seconds == measured.seconds
    assert predicted.video != measured.video


@pytest.mark.django_db(transaction=True)
def test_a_wrong_experiment_fails_its_job_with_one_sentence(tmp_path):
    job = enqueue("train", {"name": "x", "experiment": {"corpus": str(tmp_path / "none")}, "corpus": "0" * 64})
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "no longer holds the corpus" in job.error
    assert "\n" not in job.error
