"""manage.py enqueue: what comes in, and what is refused in one sentence."""

import numpy as np
import pytest
import soundfile
from django.core.management import call_command

from evalsite import store
from evalsite.jobs.models import Job
from evalsite.stimuli.models import Checkpoint, Condition, Recording

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
    assert "nowhere is no corpus" in refused(capsys, "train", tmp_path / "e.toml")


def test_an_experiment_with_an_unknown_key(capsys, tmp_path):
    (tmp_path / "e.toml").write_text('corpus = "."\nhiden = 3\n')
    assert "e.toml, hiden: is not a known key; write `hidden`" in refused(capsys, "train", tmp_path / "e.toml")


def test_a_checkpoints_file_is_named(checkpoint, capsys):
    call_command("checkpoint", "joint-1")
    assert capsys.readouterr().out.strip() == str(store.path("7" * 64))
