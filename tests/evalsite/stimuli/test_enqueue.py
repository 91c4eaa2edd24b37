"""manage.py enqueue: what comes in, and what is refused in one sentence."""

import json
import shutil

import numpy as np
import pytest
import soundfile
from django.core.management import call_command

from evalsite import store
from evalsite.jobs import lease, progress
from evalsite.jobs.models import Job, State
from evalsite.jobs.runner import run_job
from evalsite.stimuli.models import Checkpoint, Condition, Recording, Stimulus
from evalsite.stimuli.output_files import output_names
from evalsite.stimuli.requested_work import jobs_for_stimuli, remaining_job_counts
from face import fap_file, npz_file
from face.errors import InputError
from face.motion import FapMotion
from tests.evalsite.stimuli.test_corpus_transfer import folder
from tests.renderer import small_head

__all__ = ["folder"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def wav(tmp_path):
    path = tmp_path / "hello.wav"
    soundfile.write(path, np.sin(np.arange(24_000) / 30).astype(np.float32), 24_000)
    return path


@pytest.fixture
def checkpoint():
    made = Checkpoint.objects.create(name="joint-1", digest="7" * 64, card={})
    Condition.objects.create(name="joint-1", checkpoint=made)


def refused(capsys, *words):
    with pytest.raises(SystemExit) as stop:
        call_command("enqueue", *map(str, words))
    assert stop.value.code == 2
    sentence = capsys.readouterr().err
    assert sentence.count("\n") == 1
    return sentence


def test_a_recording_is_kept_and_animated(wav, checkpoint):
    call_command("enqueue", "synthesize", str(wav), "--checkpoint", "joint-1")
    recording = Recording.objects.get()
    assert (recording.name, recording.seconds) == ("hello", 1.0)
    assert store.path(recording.sound).read_bytes() == wav.read_bytes()
    assert [job.kind for job in Job.objects.all()] == ["animate"]


def test_the_same_recording_is_kept_once(wav, checkpoint):
    for _ in range(2):
        call_command("enqueue", "synthesize", str(wav), "--checkpoint", "joint-1")
    assert Recording.objects.count() == Job.objects.count() == 1


def test_another_recording_of_the_same_name_gets_its_own(wav, checkpoint, tmp_path):
    (tmp_path / "other").mkdir()
    second = tmp_path / "other" / "hello.wav"
    soundfile.write(second, np.zeros(24_000, np.float32), 24_000)
    call_command("enqueue", "synthesize", str(wav), str(second), "--checkpoint", "joint-1")
    names = set(Recording.objects.values_list("name", flat=True))
    assert len(names) == 2
    assert all(name.startswith("hello") for name in names)


def test_an_unknown_checkpoint(wav, checkpoint, capsys):
    assert "there is no checkpoint 'joint-9'; there are: joint-1" in refused(
        capsys, "synthesize", wav, "--checkpoint", "joint-9"
    )


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all"])
def test_what_is_no_sound_stops_everything(wav, checkpoint, capsys, tmp_path, content):
    (tmp_path / "bad.wav").write_bytes(content)
    assert "bad.wav" in refused(capsys, "synthesize", wav, tmp_path / "bad.wav", "--checkpoint", "joint-1")
    assert not Job.objects.exists()


def test_a_missing_sound(checkpoint, capsys, tmp_path):
    assert "none.wav" in refused(capsys, "synthesize", tmp_path / "none.wav", "--checkpoint", "joint-1")


def test_an_experiment_without_its_corpus(capsys, tmp_path):
    (tmp_path / "e.toml").write_text('corpus = "nowhere"\n')
    assert "nowhere is not a corpus" in refused(capsys, "train", tmp_path / "e.toml")


@pytest.mark.parametrize("name", ["../../tmp/zz", "a/b", "a b", "", "x" * 51, "ä", "a.b"])
def test_a_corpus_that_would_leave_its_folder_is_refused(capsys, name):
    assert f"{name!r} is not a valid corpus name; use at most 50 letters" in refused(capsys, "corpus", name)
    assert not Job.objects.exists()


def test_a_corpus_may_be_called_by_any_slug(capsys):
    said = enqueued(capsys, "corpus", "My_corpus-2")
    assert [(job["kind"], job["title"]) for job in said["jobs"]] == [
        ("synthetic_corpus", "generate corpus My_corpus-2")
    ]


@pytest.mark.parametrize("name", ["a.b", "a/b", "x" * 101])
def test_a_checkpoint_that_no_page_could_name_is_refused(capsys, tmp_path, folder, name):
    (tmp_path / "e.toml").write_text(f'corpus = "{folder}"\n')
    assert "is not a valid checkpoint name" in refused(capsys, "train", tmp_path / "e.toml", "--name", name)
    assert not Job.objects.exists()


def test_no_checkpoint_takes_the_name_of_measured_motion(capsys, tmp_path, folder):
    (tmp_path / "original.toml").write_text(f'corpus = "{folder}"\n')
    assert "choose another name for the checkpoint" in refused(capsys, "train", tmp_path / "original.toml")


def test_an_experiment_with_an_unknown_key(capsys, tmp_path):
    (tmp_path / "e.toml").write_text('corpus = "."\nhiden = 3\n')
    assert "e.toml, hiden: is not a known key; write `hidden`" in refused(capsys, "train", tmp_path / "e.toml")


def test_a_checkpoints_file_is_named(checkpoint, capsys):
    call_command("checkpoint", "joint-1")
    assert capsys.readouterr().out.strip() == str(store.path("7" * 64))


@pytest.fixture
def fap(tmp_path):
    path = tmp_path / "smile.fap"
    motion = FapMotion(
        values=np.ones((5, 66), np.float32), driven=np.ones((5, 66), bool), rate=25.0, times=np.arange(5) / 25
    )
    fap_file.write(motion, path)
    return path


def enqueued(capsys, *words):
    call_command("enqueue", *map(str, words), "--json")
    return json.loads(capsys.readouterr().out)


def test_motion_without_sound_is_rendered(fap, capsys):
    said = enqueued(capsys, "render", fap, "--avatar", "man", "--batch", "mine")
    stimulus = Stimulus.objects.get()
    assert (stimulus.recording, stimulus.clip_name, stimulus.settings["avatar"]) == (None, "smile", "man")
    assert npz_file.load(FapMotion, store.path(stimulus.motion)).rate == 25
    assert [(job["kind"], job["batch"]) for job in said["jobs"]] == [("render", "mine")]
    assert said["files"] == {}


def test_faps_are_refused_where_the_deformer_wants_markers(fap, capsys):
    said = refused(capsys, "render", fap, "--deformer", "markers")
    assert "the deformer markers needs the markers themselves" in said
    assert "smile.fap holds FAPs only" in said
    assert not Job.objects.exists()


def test_another_avatar_of_the_same_name_gives_another_video(fap, capsys, tmp_path):
    avatar = small_head.write(tmp_path)
    for _ in range(2):
        enqueued(capsys, "render", fap, "--avatar", avatar)
    first = Stimulus.objects.get()
    small_head.write(tmp_path, attribution="made by other rules")
    enqueued(capsys, "render", fap, "--avatar", avatar)
    second = Stimulus.objects.exclude(pk=first.pk).get()
    assert first.settings["avatar"] == second.settings["avatar"] == str(avatar)
    assert first.settings["avatar_files"] != second.settings["avatar_files"]


def test_an_avatar_that_is_not_there_is_refused_before_anything_is_enqueued(fap, capsys, tmp_path):
    assert "gone.json can't be read" in refused(capsys, "render", fap, "--avatar", tmp_path / "gone.json")
    assert not Job.objects.exists()


def test_an_avatar_that_changed_since_is_not_drawn(fap, capsys, tmp_path):
    avatar = small_head.write(tmp_path)
    enqueued(capsys, "render", fap, "--avatar", avatar)
    small_head.write(tmp_path, attribution="made by other rules")
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "avatar.json changed after this video was requested; request it again" in job.error


def test_motion_with_its_sound(fap, wav, capsys):
    wav.rename(wav.with_name("smile.wav"))
    enqueued(capsys, "render", fap, "--audio", wav.parent, "--condition", "theirs")
    stimulus = Stimulus.objects.get()
    assert (stimulus.recording.name, stimulus.condition.name, stimulus.condition.imported) == ("smile", "theirs", True)


def test_motion_without_the_sound_that_was_promised(fap, wav, capsys, tmp_path):
    assert "holds no smile.wav" in refused(capsys, "render", fap, "--audio", tmp_path)
    other = shutil.copy(fap, tmp_path / "other.fap")
    assert "one file for several motions" in refused(capsys, "render", fap, other, "--audio", wav)
    assert "is not a motion file" in refused(capsys, "render", wav)
    assert "--condition 'my model'" in refused(capsys, "render", fap, "--condition", "my model")
    assert not Job.objects.exists()


def test_a_clip_is_animated_once_for_all_its_videos(wav, checkpoint, capsys):
    first = enqueued(capsys, "synthesize", wav, "--checkpoint", "joint-1", "--avatar", "woman")
    second = enqueued(capsys, "synthesize", wav, "--checkpoint", "joint-1", "--avatar", "man")
    third = enqueued(capsys, "animate", wav, "--checkpoint", "joint-1")
    assert [[job["id"] for job in said["jobs"]] for said in (first, second, third)] == [[str(Job.objects.get().pk)]] * 3
    close("animate", {"motion": "5" * 64})
    renders = Job.objects.filter(kind="render")
    assert len(renders) == Stimulus.objects.filter(motion="5" * 64).count() == 2


def test_a_motion_that_was_made_before_is_only_rendered(wav, checkpoint, capsys, tmp_path):
    enqueued(capsys, "animate", wav, "--checkpoint", "joint-1")
    (tmp_path / "motion").write_bytes(b"motion")
    close("animate", {"motion": store.add_copy(tmp_path / "motion")})
    said = enqueued(capsys, "synthesize", wav, "--checkpoint", "joint-1")
    assert [job["kind"] for job in said["jobs"]] == ["render"]


def close(kind, output):
    """Close the job of a kind as its worker would."""
    held = lease.claim(Job.objects.get(kind=kind).pk)
    assert lease.finish(held, output)


def test_who_waits_sees_the_jobs_that_others_asked_for(wav, checkpoint, capsys):
    enqueued(capsys, "synthesize", wav, "--checkpoint", "joint-1", "--batch", "first")
    enqueued(capsys, "synthesize", wav, "--checkpoint", "joint-1", "--batch", "second")
    (stimulus,) = Stimulus.objects.all()
    awaited = jobs_for_stimuli([stimulus], "second")
    assert [job.kind for job in awaited] == ["animate"]
    assert remaining_job_counts([stimulus]) == {"joint-1 × hello": 2}
    close("animate", {"motion": "5" * 64})
    assert sorted(job.kind for job in awaited.all()) == ["animate", "render"]


def test_finished_videos_go_where_they_were_asked_for(fap, capsys, tmp_path, monkeypatch):
    (tmp_path / "film").write_bytes(b"film")

    def work(*_):
        Stimulus.objects.update(video=store.add_copy(tmp_path / "film"))
        return 0

    monkeypatch.setattr(progress, "wait_for", work)
    said = enqueued(capsys, "render", fap, "--out", tmp_path / "out")
    assert said["files"] == {"smile.mp4": str(tmp_path / "out" / "smile.mp4")}
    assert (tmp_path / "out" / "smile.mp4").read_bytes() == b"film"


def test_results_are_called_as_their_inputs_and_never_alike(tmp_path):
    one, other, third = (tmp_path / name for name in ("x/joy.fap", "y/joy.fap", "y/rage.fap"))
    assert output_names([one, third], ".mp4") == ["joy.mp4", "rage.mp4"]
    assert output_names([one, other, third], ".mp4") == ["x-joy.mp4", "y-joy.mp4", "rage.mp4"]
    with pytest.raises(InputError, match=r"2 files would be written as y-joy\.mp4"):
        output_names([one, other, other], ".mp4")


def test_the_same_bytes_under_another_name_are_delivered_under_that(wav, checkpoint, capsys, tmp_path):
    enqueued(capsys, "synthesize", wav, "--checkpoint", "joint-1")
    (tmp_path / "film").write_bytes(b"film")
    Stimulus.objects.update(video=store.add_copy(tmp_path / "film"))
    again = wav.rename(wav.with_name("Frau & Mann #1.wav"))
    assert set(enqueued(capsys, "synthesize", again, "--checkpoint", "joint-1")["files"]) == {"Frau & Mann #1.mp4"}


@pytest.mark.usefixtures("checkpoint")
@pytest.mark.parametrize("what", ["animate", "train", "corpus"])
def test_who_waits_for_what_others_asked_for_waits(wav, capsys, folder, monkeypatch, what):
    experiment = wav.with_name("e.toml")
    experiment.write_text(f'corpus = "{folder}"\n')
    words = {"animate": [wav, "--checkpoint", "joint-1"], "train": [experiment], "corpus": ["small"]}[what]
    enqueued(capsys, what, *words)
    awaited = []
    monkeypatch.setattr(progress, "wait_for", lambda jobs, _: awaited.extend(jobs) or progress.EXIT_DONE)
    enqueued(capsys, what, *words, "--wait")
    assert awaited == [Job.objects.get()]


def test_a_file_in_the_folder_s_place_is_told_before_anything_begins(fap, capsys, tmp_path):
    (tmp_path / "out").touch()
    assert "out is a file; name a folder" in refused(capsys, "render", fap, "--out", tmp_path / "out")
    assert not Job.objects.exists()


def test_a_failed_job_is_the_exit_code(fap, capsys, monkeypatch):
    monkeypatch.setattr(progress, "wait_for", lambda *_: 1)
    with pytest.raises(SystemExit) as stop:
        call_command("enqueue", "render", str(fap), "--wait")
    assert stop.value.code == 1


def test_what_was_trained_before_is_not_trained_again(capsys, tmp_path, folder):
    (tmp_path / "e.toml").write_text(f'corpus = "{folder}"\n')
    enqueued(capsys, "train", tmp_path / "e.toml")
    close("train", {"checkpoint": "9" * 64, "card": {}})
    assert enqueued(capsys, "train", tmp_path / "e.toml")["jobs"] == []
    assert len(enqueued(capsys, "train", tmp_path / "e.toml", "--again")["jobs"]) == 1
    (folder / "t1.wav").write_bytes(b"spoken anew")
    Job.objects.all().delete()
    assert len(enqueued(capsys, "train", tmp_path / "e.toml")["jobs"]) == 1
