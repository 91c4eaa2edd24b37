"""The demo's steps where it goes on from an earlier one, and where a job fails. The whole demo: make demo."""

import time
from collections import Counter
from pathlib import Path

import pytest

from evalsite.demo import demo_study
from evalsite.jobs import progress
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
    corpora.save_corpus(corpora.Corpus(demo_study.CORPUS, "synthetic", tmp_path, tuple(turns)))
    made = Corpus.objects.create(
        name=demo_study.CORPUS, kind="synthetic", digest="d" * 64, folder=str(tmp_path), turns=len(turns)
    )
    for each in turns:
        name = f"{made.name}/{each.name}"
        Recording.objects.create(name=name, sound=name, seconds=3, motion="m", corpus=made)
    return made


@pytest.fixture
def trained(store_folder):
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
    """Stand for the workers: end all jobs that are waited for in a state, and say what waiting then returns."""

    def end(state, code, error=""):
        def wait_for(jobs):
            jobs.update(state=state, error=error)
            return code

        monkeypatch.setattr(progress, "wait_for", wait_for)

    return end


def test_a_corpus_of_an_earlier_demo_is_not_spoken_again(corpus):
    assert demo_study.plant(demo_study.Size()) == corpus
    assert not Job.objects.exists()


def test_a_corpus_is_asked_for_in_the_size_that_was_said(workers):
    workers(State.DONE, progress.EXIT_DONE)
    with pytest.raises(Corpus.DoesNotExist):
        demo_study.plant(demo_study.Size(turns=24))
    assert Job.objects.get().spec == {"name": demo_study.CORPUS, "options": {"turns": 24}}


def test_a_job_that_fails_stops_the_demo_with_its_reason(workers):
    workers(State.FAILED, progress.EXIT_FAILED, "the disk is full")
    with pytest.raises(InputError, match=r"generate corpus synthetic: the disk is full; `manage.py demo` goes on"):
        demo_study.plant(demo_study.Size())


def test_ctrl_c_while_waiting_stops_the_demo(workers):
    workers(State.RUNNING, progress.EXIT_INTERRUPTED)
    with pytest.raises(KeyboardInterrupt):
        demo_study.plant(demo_study.Size())
    assert Job.objects.get().is_active


def test_videos_are_of_turns_that_no_network_trained_on_each_speaker_in_turn(corpus):
    split = corpora.load_corpus(Path(corpus.folder)).split(Experiment.model_fields["seed"].default)
    test = {turn.name: turn.speaker for turn in split.test}
    found = [recording.name.rpartition("/")[2] for recording in demo_study.untouched(corpus, 6)]
    assert len(found) == 6
    assert set(found) <= set(test)
    assert sorted(sum(test[name] == speaker for name in found) for speaker in SPEAKERS) == [1, 1, 2, 2]


def test_networks_of_an_earlier_demo_are_not_trained_again(corpus, trained, workers):
    workers(State.DONE, progress.EXIT_DONE)
    demo_study.train_and_render(corpus, demo_study.untouched(corpus, 2), demo_study.Size())
    asked = Counter(Stimulus.objects.values_list("condition__name", flat=True))
    assert asked == dict.fromkeys(("original", *demo_study.NETWORKS), 2)
    assert not Job.objects.filter(kind="train").exists()


def test_each_demo_makes_a_study_of_its_own(corpus, trained, workers, settings, tmp_path):
    settings.STATE = tmp_path / "state"
    workers(State.DONE, progress.EXIT_DONE)
    recordings = demo_study.untouched(corpus, 6)
    assert [demo_study.create(recordings).slug for _ in range(3)] == ["demo", "demo-2", "demo-3"]
    files = [path.name for path in sorted((tmp_path / "state" / "studies").iterdir())]
    assert files == ["demo-2.toml", "demo-3.toml", "demo.toml"]


def test_the_clock_names_each_step_and_takes_its_time(capsys):
    clock = demo_study.Clock()
    with clock.step("wait"):
        time.sleep(0.02)
    assert capsys.readouterr().out == "\n▸ wait\n"
    assert 0.02 <= clock.steps["wait"] < 5
