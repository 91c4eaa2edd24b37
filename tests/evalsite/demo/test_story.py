"""What the demo asks the workers for can be done on any machine that shares the store."""

import shutil
from pathlib import Path

import pytest

from evalsite.demo import story
from evalsite.jobs.models import Job
from evalsite.jobs.shown import watch
from evalsite.stimuli import shipping
from evalsite.stimuli.models import Checkpoint, Corpus
from tests.evalsite.stimuli.test_shipping import folder
from training.corpora import corpus as corpora

__all__ = ["folder"]


@pytest.fixture
def trained(monkeypatch):
    """Let every training be done at once."""

    def wait_for(_jobs):
        for network in story.NETWORKS:
            Checkpoint.objects.get_or_create(name=network, defaults={"digest": "7" * 64, "card": {}})
        return 0

    monkeypatch.setattr(watch, "wait_for", wait_for)


@pytest.mark.django_db
def test_the_corpus_of_every_training_travels_along(folder, trained):
    corpus = Corpus.objects.create(name="planted", kind="planted", digest="d" * 64, folder=str(folder), turns=2)
    story.train_and_render(corpus, [], story.Size(epochs=1))
    specs = {job.spec["name"]: job.spec for job in Job.objects.filter(kind="train")}
    assert specs.keys() == set(story.NETWORKS)
    shutil.rmtree(folder)
    for spec in specs.values():
        there = shipping.here(spec["corpus"], Path(spec["experiment"]["corpus"]))
        assert len(corpora.load(there).turns) == 2
