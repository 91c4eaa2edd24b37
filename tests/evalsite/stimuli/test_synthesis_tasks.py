"""The workers' whole way, with real speech, a real network and real pictures, only small."""

import pytest

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.queue import enqueue
from evalsite.jobs.runner import run_job
from evalsite.stimuli import stimulus_requests, training_requests
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording
from renderer.probe import probe
from training.experiment import Experiment

LOOK = {"avatar": "woman", "deformer": "fat", "size": [160, 120], "fps": 25, "crf": 30}


def work():
    """Do all waiting jobs, and those they lead to."""
    while job := Job.objects.filter(state=State.QUEUED).order_by("created").first():
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (State.DONE, "")


@pytest.fixture
def corpus(transactional_db):
    enqueue("synthetic_corpus", {"name": "small", "options": {"turns": 6, "speakers": 2, "seconds": 1.0}})
    work()
    return Corpus.objects.get(name="small")


def test_from_nothing_to_a_video_of_a_prediction(corpus):
    experiment = Experiment(corpus=corpus.folder, network="joint-1", hidden=4, epochs=1, threads=1)
    training_requests.request_training(experiment, name="joint-1")
    work()
    checkpoint = Checkpoint.objects.get(name="joint-1")
    assert (checkpoint.card["network"], checkpoint.card["corpus_kind"]) == ("joint-1", "synthetic")
    recording = Recording.objects.filter(corpus=corpus).first()
    pair = [
        stimulus_requests.request_stimulus(recording, Condition.objects.get(name="joint-1"), LOOK),
        stimulus_requests.request_stimulus(recording, Condition.objects.create(name="original"), LOOK),
    ]
    work()
    for stimulus in pair:
        stimulus.refresh_from_db()
        video = probe(store.path(stimulus.video))
        assert video.size == (160, 120)
        assert video.seconds == pytest.approx(recording.seconds, abs=0.05)
        assert stimulus.provenance["gl_renderer"]
    assert pair[0].seconds == pair[1].seconds
    assert pair[0].video != pair[1].video


def test_a_corpus_fills_the_table_of_recordings(corpus):
    assert corpus.turns == 6
    recordings = Recording.objects.filter(corpus=corpus)
    assert {recording.speaker for recording in recordings} == {"ada", "ben"}
    assert all(store.path(each.sound).exists() and store.path(each.motion).exists() for each in recordings)


def test_a_wrong_experiment_fails_its_job_in_one_sentence(transactional_db, tmp_path):
    job = enqueue("train", {"name": "x", "experiment": {"corpus": str(tmp_path / "none")}, "corpus": "0" * 64})
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "no longer holds the corpus" in job.error
    assert "\n" not in job.error
