"""The demo's steps after an earlier demo, and when a job fails. The whole demo: make demo."""

import time
from collections import Counter
from pathlib import Path

import pytest

from evalsite.demo import demo_study
from evalsite.jobs import command_output
from evalsite.jobs.models import Job, State
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, Recording, Stimulus
from face.errors import InputError
from training.corpora import corpus as corpora
from training.experiment import Experiment

pytestmark = pytest.mark.django_db

SPEAKERS = ("ada", "ben", "cleo", "dan")


@pytest.fixture
def corpus(tmp_path):
    """Give a corpus of forty turns by four speakers, as a worker registers it."""
    turns = [turn(tmp_path, SPEAKERS[number % 4], number) for number in range(40)]
    corpora.save_corpus(corpora.Corpus(demo_study.CORPUS_NAME, "synthetic", tmp_path, tuple(turns)))
    stored_corpus = Corpus.objects.create(
        name=demo_study.CORPUS_NAME, kind="synthetic", digest="d" * 64, folder=str(tmp_path), turns=len(turns)
    )
    for each in turns:
        name = f"{stored_corpus.name}/{each.name}"
        Recording.objects.create(name=name, sound=name, seconds=3, motion="m", corpus=stored_corpus)
    return stored_corpus


@pytest.fixture
def trained_networks(store_folder):
    """An earlier demo trained the networks."""
    for name in demo_study.NETWORKS:
        checkpoint = Checkpoint.objects.create(name=name, digest=name * 5, card={})
        Condition.objects.create(name=name, checkpoint=checkpoint)


def turn(folder, speaker, number):
    name = f"turn{number:02d}"
    files = [folder / f"{name}.{kind}" for kind in ("wav", "npz")]
    for file in files:
        file.touch()
    return corpora.Turn(name, speaker, *files)


@pytest.fixture
def workers(monkeypatch):
    """Replace the workers: put all jobs that are waited for into a state, and set the exit code of waiting."""

    def end(state, code, error=""):
        def wait_until_finished(jobs):
            jobs.update(state=state, error=error)
            return code

        monkeypatch.setattr(demo_study, "wait_until_finished", wait_until_finished)

    return end


def test_the_corpus_of_an_earlier_demo_is_reused(corpus):
    assert demo_study.create_corpus(demo_study.DemoSize()) == corpus
    assert not Job.objects.exists()


def test_the_corpus_has_the_requested_size(workers):
    workers(State.DONE, command_output.EXIT_DONE)
    with pytest.raises(Corpus.DoesNotExist):
        demo_study.create_corpus(demo_study.DemoSize(turns=24))
    assert Job.objects.get().spec == {"name": demo_study.CORPUS_NAME, "options": {"turns": 24}}


def test_a_job_that_fails_stops_the_demo_with_its_reason(workers):
    workers(State.FAILED, command_output.EXIT_FAILED, "the disk is full")
    with pytest.raises(InputError, match=r"generate corpus synthetic: the disk is full; `manage.py demo` continues"):
        demo_study.create_corpus(demo_study.DemoSize())


def test_ctrl_c_while_waiting_stops_the_demo(workers):
    workers(State.RUNNING, command_output.EXIT_INTERRUPTED)
    with pytest.raises(KeyboardInterrupt):
        demo_study.create_corpus(demo_study.DemoSize())
    assert Job.objects.get().is_active


def test_held_out_recordings_are_test_turns_balanced_over_speakers(corpus):
    split = corpora.load_corpus(Path(corpus.folder)).split(Experiment.model_fields["seed"].default)
    test = {turn.name: turn.speaker for turn in split.test}
    result = [recording.name.rpartition("/")[2] for recording in demo_study.held_out_recordings(corpus, 6)]
    assert len(result) == 6
    assert set(result) <= set(test)
    assert sorted(sum(test[name] == speaker for name in result) for speaker in SPEAKERS) == [1, 1, 2, 2]


def test_networks_of_an_earlier_demo_are_reused(corpus, trained_networks, workers):
    workers(State.DONE, command_output.EXIT_DONE)
    demo_study.train_and_render(corpus, demo_study.held_out_recordings(corpus, 2), demo_study.DemoSize())
    requested = Counter(Stimulus.objects.values_list("condition__name", flat=True))
    assert requested == dict.fromkeys(("original", *demo_study.NETWORKS), 2)
    assert not Job.objects.filter(kind="train").exists()


def test_each_demo_creates_its_own_study(corpus, trained_networks, workers, settings, tmp_path):
    settings.STATE = tmp_path / "state"
    workers(State.DONE, command_output.EXIT_DONE)
    recordings = demo_study.held_out_recordings(corpus, 6)
    assert [demo_study.create_study(recordings).slug for _ in range(3)] == ["demo", "demo-2", "demo-3"]
    files = [path.name for path in sorted((tmp_path / "state" / "studies").iterdir())]
    assert files == ["demo-2.toml", "demo-3.toml", "demo.toml"]


def test_the_timer_prints_and_records_each_step(capsys):
    timer = demo_study.StepTimer()
    with timer.step("wait"):
        time.sleep(0.02)
    assert capsys.readouterr().out == "\n▸ wait\n"
    assert timer.seconds["wait"] >= 0.02
