"""Fixtures for the tests of stimuli."""

import pytest
import soundfile

from evalsite.jobs import lease
from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli.models import Checkpoint, Condition, Recording
from tests.face.sound import sounds
from training.corpora.corpus import Corpus, Turn, save_corpus


@pytest.fixture
def wav(tmp_path):
    """Return a WAV file of one second, called hello."""
    path = tmp_path / "hello.wav"
    soundfile.write(path, sounds.speech_like(1.0, rate=24_000), 24_000)
    return path


@pytest.fixture
def recording(db):
    """Return a recording with measured motion."""
    return Recording.objects.create(name="a", sound="5" * 64, seconds=3, motion="6" * 64)


@pytest.fixture
def predicted(db):
    """Return the condition of the checkpoint joint-1."""
    checkpoint = Checkpoint.objects.create(name="joint-1", digest="7" * 64, card={})
    return Condition.objects.create(name="joint-1", checkpoint=checkpoint)


@pytest.fixture
def corpus_folder(tmp_path):
    """Return the folder of a corpus of two turns."""
    folder = tmp_path / "synthetic"
    folder.mkdir()
    turns = []
    for name in ("t1", "t2"):
        (folder / f"{name}.wav").write_bytes(b"sound of " + name.encode())
        (folder / f"{name}.npz").write_bytes(b"motion of " + name.encode())
        turns.append(Turn(name, "ada", folder / f"{name}.wav", folder / f"{name}.npz"))
    save_corpus(Corpus("synthetic", "synthetic", folder, tuple(turns)))
    return folder


@pytest.fixture
def run_jobs():
    """Return a function that runs all waiting jobs, and those that they enqueue, and fails if one fails."""

    def run(*, may_fail=False):
        while job := Job.objects.filter(state=State.QUEUED).order_by("created").first():
            run_job(job.pk)
            job.refresh_from_db()
            assert may_fail or (job.state, job.error) == (State.DONE, "")

    return run


@pytest.fixture
def finish_job():
    """Return a function that ends the only job of a kind with an output, as a worker does."""

    def finish(kind, output):
        claim = lease.claim(Job.objects.get(kind=kind).pk)
        assert lease.finish(claim, output)

    return finish
