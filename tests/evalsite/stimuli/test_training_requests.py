"""Corpora and trainings are requested once for the same inputs, under names that pages and folders can hold."""

import pytest

from evalsite.jobs.models import Job
from evalsite.stimuli.models import Checkpoint
from evalsite.stimuli.training_requests import request_synthetic_corpus, request_training
from face.errors import InputError
from training.experiment import Experiment

pytestmark = pytest.mark.django_db


@pytest.fixture
def experiment(corpus_folder):
    return Experiment(corpus=corpus_folder)


@pytest.mark.parametrize("name", ["../../tmp/zz", "a/b", "a b", "", "x" * 51, "ä", "a.b"])
def test_an_invalid_corpus_name_is_refused(name):
    with pytest.raises(InputError, match="is not a valid corpus name; use at most 50 letters"):
        request_synthetic_corpus(name, {})
    assert not Job.objects.exists()


def test_a_corpus_may_have_any_slug_as_name():
    job = request_synthetic_corpus("My_corpus-2", {"turns": 3})
    assert (job.kind, job.title) == ("synthetic_corpus", "generate corpus My_corpus-2")
    assert job.spec == {"name": "My_corpus-2", "options": {"turns": 3}}


@pytest.mark.parametrize("name", ["a.b", "a/b", "x" * 101])
def test_an_invalid_checkpoint_name_is_refused(experiment, name):
    with pytest.raises(InputError, match="is not a valid checkpoint name"):
        request_training(experiment, name=name)
    assert not Job.objects.exists()


def test_a_checkpoint_may_not_have_the_name_of_the_measured_motion(experiment):
    with pytest.raises(InputError, match="choose another name for the checkpoint"):
        request_training(experiment, name="original")


def test_an_experiment_needs_its_corpus(tmp_path):
    with pytest.raises(InputError, match="nowhere is not a corpus"):
        request_training(Experiment(corpus=tmp_path / "nowhere"), name="x")


def test_the_same_training_is_requested_once(experiment):
    assert request_training(experiment, name="x") == request_training(experiment, name="x")


def test_a_finished_training_is_returned_until_its_inputs_change(experiment, finish_job):
    job = request_training(experiment, name="x")
    finish_job("train", {"checkpoint": "9" * 64, "card": {}})
    assert request_training(experiment, name="x") == job
    assert request_training(experiment, name="x", retrain=True) != job
    (experiment.corpus / "t1.wav").write_bytes(b"another voice")
    assert request_training(experiment, name="x") != job


def test_a_training_whose_checkpoint_was_replaced_is_requested_again(experiment, finish_job):
    job = request_training(experiment, name="x")
    finish_job("train", {"checkpoint": "9" * 64, "card": {}})
    Checkpoint.objects.filter(name="x").update(digest="8" * 64)
    assert request_training(experiment, name="x") != job
