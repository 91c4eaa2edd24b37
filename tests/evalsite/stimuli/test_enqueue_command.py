"""`manage.py enqueue`: each subcommand enqueues its jobs, or enqueues nothing and says in one sentence why."""

import json
import shutil

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli.models import Stimulus
from face import fap_file, npz_file
from face.motion import FapMotion
from tests.renderer import small_head

pytestmark = pytest.mark.django_db

WAIT = "evalsite.stimuli.management.commands.enqueue.wait_until_finished"


@pytest.fixture
def fap(tmp_path):
    """Return a FAP file called smile."""
    path = tmp_path / "smile.fap"
    motion = FapMotion(
        values=np.ones((5, 66), np.float32), driven=np.ones((5, 66), bool), rate=25.0, times=np.arange(5) / 25
    )
    fap_file.write(motion, path)
    return path


@pytest.fixture
def experiment(tmp_path, corpus_folder):
    """Return an experiment file."""
    path = tmp_path / "e.toml"
    path.write_text(f'corpus = "{corpus_folder}"\n')
    return path


@pytest.fixture
def enqueue(capsys):
    """Return a function that runs the command and returns its JSON."""

    def run(*arguments):
        call_command("enqueue", *map(str, arguments), "--json")
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def enqueue_error(capsys):
    """Return a function that runs the command, which must enqueue nothing, and returns its error message."""

    def run(*arguments):
        before = Job.objects.count()
        with pytest.raises(SystemExit) as stop:
            call_command("enqueue", *map(str, arguments))
        message = capsys.readouterr().err
        assert (stop.value.code, message.count("\n"), Job.objects.count()) == (2, 1, before)
        return message

    return run


def test_synthesize_animates_a_recording_first(wav, predicted, enqueue):
    result = enqueue("synthesize", wav, "--checkpoint", "joint-1")
    assert [job["kind"] for job in result["jobs"]] == ["animate"]
    assert Stimulus.objects.get().recording.name == "hello"


def test_the_same_request_enqueues_nothing_new(wav, predicted, enqueue):
    for _ in range(2):
        enqueue("synthesize", wav, "--checkpoint", "joint-1")
    assert Stimulus.objects.count() == Job.objects.count() == 1


def test_one_invalid_input_enqueues_nothing(wav, predicted, enqueue_error, tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    assert "bad.wav" in enqueue_error("synthesize", wav, tmp_path / "bad.wav", "--checkpoint", "joint-1")
    assert "none.wav" in enqueue_error("synthesize", wav, tmp_path / "none.wav", "--checkpoint", "joint-1")
    assert "there is no checkpoint 'joint-9'" in enqueue_error("synthesize", wav, "--checkpoint", "joint-9")


def test_a_size_has_two_numbers(fap):
    with pytest.raises(CommandError, match="'large' is not a size; write WIDTHxHEIGHT"):
        call_command("enqueue", "render", str(fap), "--size", "large")


def test_all_videos_of_a_clip_share_its_motion(wav, predicted, enqueue, finish_job):
    arguments = (wav, "--checkpoint", "joint-1")
    results = [
        enqueue("synthesize", *arguments, "--avatar", "woman"),
        enqueue("synthesize", *arguments, "--avatar", "man"),
        enqueue("animate", *arguments),
    ]
    assert [[job["id"] for job in result["jobs"]] for result in results] == [[str(Job.objects.get().pk)]] * 3
    finish_job("animate", {"motion": "5" * 64})
    assert Job.objects.filter(kind="render").count() == Stimulus.objects.filter(motion="5" * 64).count() == 2


def test_animate_writes_fap_files(wav, predicted, enqueue, finish_job, tmp_path, monkeypatch):
    motion = FapMotion(
        values=np.ones((5, 66), np.float32), driven=np.ones((5, 66), bool), rate=25.0, times=np.arange(5) / 25
    )
    npz_file.save(motion, tmp_path / "motion.npz")

    def finish(*_):
        finish_job("animate", {"motion": store.add_copy(tmp_path / "motion.npz")})
        return 0

    monkeypatch.setattr(WAIT, finish)
    enqueue("animate", wav, "--checkpoint", "joint-1", "--out", tmp_path / "out")
    assert fap_file.read(tmp_path / "out" / "hello.fap").motion.rate == 25
    assert [job["kind"] for job in enqueue("synthesize", wav, "--checkpoint", "joint-1")["jobs"]] == ["render"]


def test_motion_without_sound_is_rendered(fap, enqueue):
    result = enqueue("render", fap, "--avatar", "man", "--batch", "mine")
    stimulus = Stimulus.objects.get()
    assert (stimulus.recording, stimulus.clip_name, stimulus.settings["avatar"]) == (None, "smile", "man")
    assert npz_file.load(FapMotion, store.path(stimulus.motion)).rate == 25
    assert [(job["kind"], job["batch"]) for job in result["jobs"]] == [("render", "mine")]
    assert result["files"] == {}


def test_motion_is_rendered_with_its_sound(fap, wav, enqueue):
    wav.rename(wav.with_name("smile.wav"))
    enqueue("render", fap, "--audio", wav.parent, "--condition", "theirs")
    stimulus = Stimulus.objects.get()
    assert (stimulus.recording.name, stimulus.condition.name, stimulus.condition.imported) == ("smile", "theirs", True)


def test_wrong_motion_or_sound_is_refused(fap, wav, enqueue_error, tmp_path):
    assert "holds no smile.wav" in enqueue_error("render", fap, "--audio", tmp_path)
    other = shutil.copy(fap, tmp_path / "other.fap")
    assert "one file for several motions" in enqueue_error("render", fap, other, "--audio", wav)
    assert "hello.wav" in enqueue_error("render", wav)
    assert "--condition 'my model'" in enqueue_error("render", fap, "--condition", "my model")


def test_faps_are_refused_if_the_deformer_needs_markers(fap, enqueue_error):
    assert "smile.fap holds FAPs only" in enqueue_error("render", fap, "--deformer", "markers")


def test_an_edited_avatar_of_the_same_path_gives_another_video(fap, enqueue, tmp_path):
    avatar = small_head.write(tmp_path)
    for _ in range(2):
        enqueue("render", fap, "--avatar", avatar)
    first = Stimulus.objects.get()
    small_head.write(tmp_path, attribution="edited")
    enqueue("render", fap, "--avatar", avatar)
    second = Stimulus.objects.exclude(pk=first.pk).get()
    assert first.settings["avatar"] == second.settings["avatar"] == str(avatar)
    assert first.settings["avatar_files"] != second.settings["avatar_files"]


def test_a_missing_avatar_is_refused(fap, enqueue_error, tmp_path):
    assert "gone.json can't be read" in enqueue_error("render", fap, "--avatar", tmp_path / "gone.json")


def test_an_avatar_that_changed_before_rendering_fails_the_job(fap, enqueue, tmp_path):
    avatar = small_head.write(tmp_path)
    enqueue("render", fap, "--avatar", avatar)
    small_head.write(tmp_path, attribution="edited")
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "avatar.json changed after this video was" in job.error


def test_train_enqueues_the_same_experiment_once(experiment, enqueue, finish_job):
    assert [job["kind"] for job in enqueue("train", experiment)["jobs"]] == ["train"]
    finish_job("train", {"checkpoint": "9" * 64, "card": {}})
    assert enqueue("train", experiment)["jobs"] == []
    assert len(enqueue("train", experiment, "--again")["jobs"]) == 1


def test_an_unknown_key_of_an_experiment_is_refused(enqueue_error, tmp_path):
    (tmp_path / "e.toml").write_text('corpus = "."\nhiden = 3\n')
    assert "e.toml, hiden: is not a known key; write `hidden`" in enqueue_error("train", tmp_path / "e.toml")


def test_corpus_enqueues_a_synthetic_corpus(enqueue):
    (job,) = enqueue("corpus", "small", "--turns", "4", "--no-shared")["jobs"]
    assert (job["kind"], job["title"]) == ("synthetic_corpus", "generate corpus small")
    assert Job.objects.get().spec["options"] == {"turns": 4, "speakers": 4, "seed": 1, "shared": False}


def test_finished_videos_are_copied_to_the_folder(fap, enqueue, tmp_path, monkeypatch):
    (tmp_path / "video").write_bytes(b"video")

    def finish(*_):
        Stimulus.objects.update(video=store.add_copy(tmp_path / "video"))
        return 0

    monkeypatch.setattr(WAIT, finish)
    result = enqueue("render", fap, "--out", tmp_path / "out")
    assert result["files"] == {"smile.mp4": str(tmp_path / "out" / "smile.mp4")}
    assert (tmp_path / "out" / "smile.mp4").read_bytes() == b"video"


@pytest.mark.usefixtures("predicted")
@pytest.mark.parametrize("subcommand", ["animate", "train", "corpus"])
def test_jobs_that_others_enqueued_are_awaited(wav, experiment, enqueue, monkeypatch, subcommand):
    arguments = {"animate": [wav, "--checkpoint", "joint-1"], "train": [experiment], "corpus": ["small"]}[subcommand]
    enqueue(subcommand, *arguments)
    awaited = []
    monkeypatch.setattr(WAIT, lambda jobs, _: awaited.extend(jobs) or 0)
    enqueue(subcommand, *arguments, "--wait")
    assert awaited == [Job.objects.get()]


def test_out_must_be_a_folder(fap, enqueue_error, tmp_path):
    (tmp_path / "out").touch()
    assert "out is a file; name a folder" in enqueue_error("render", fap, "--out", tmp_path / "out")


def test_a_failed_job_gives_exit_code_1(fap, monkeypatch):
    monkeypatch.setattr(WAIT, lambda *_: 1)
    with pytest.raises(SystemExit) as stop:
        call_command("enqueue", "render", str(fap), "--wait")
    assert stop.value.code == 1


def test_the_summary_counts_new_jobs(fap, capsys):
    call_command("enqueue", "render", str(fap), "--batch", "my faces")
    assert "New jobs: 1, batch my faces; follow with manage.py jobs --batch 'my faces'" in capsys.readouterr().out
    call_command("enqueue", "render", str(fap))
    assert "No new jobs: the same work was requested before" in capsys.readouterr().out


def test_the_checkpoint_command_prints_a_path(predicted, capsys):
    call_command("checkpoint", "joint-1")
    assert capsys.readouterr().out.strip() == str(store.path("7" * 64))
