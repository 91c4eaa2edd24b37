"""Sound and video files are imported once each; mistakes in a folder of videos are refused."""

import numpy as np
import pytest
import soundfile

from evalsite import store
from evalsite.stimuli import imports
from evalsite.stimuli.models import ImportedVideo, Recording
from evalsite.stimuli.video_registration import register_video
from face.errors import InputError
from tests.face import sounds
from tests.foreign_videos import write_video

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("import_file", [imports.import_recording, imports.import_sound])
def test_a_file_is_copied_and_registered_once(wav, import_file):
    recording = import_file(wav)
    assert (recording.name, recording.seconds) == ("hello", 1.0)
    assert store.path(recording.sound).read_bytes() == wav.read_bytes()
    assert import_file(wav) == recording
    assert Recording.objects.count() == 1


def test_another_sound_of_the_same_name_gets_another_name(wav, tmp_path):
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "hello.wav"
    soundfile.write(other, sounds.tone(rate=24_000), 24_000)
    names = {imports.import_recording(path).name for path in (wav, other)}
    assert len(names) == 2
    assert all(name.startswith("hello") for name in names)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all"])
@pytest.mark.parametrize("import_file", [imports.import_recording, imports.import_sound])
def test_a_file_without_sound_is_refused(tmp_path, import_file, content):
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.wav"):
        import_file(tmp_path / "bad.wav")
    assert not Recording.objects.exists()


def test_a_faulty_sound_is_stored_as_it_is_read_and_the_fault_is_kept(tmp_path):
    path = tmp_path / "phase.wav"
    soundfile.write(path, sounds.opposite_phase(sounds.speech_like(rate=24_000)), 24_000)
    recording = imports.import_sound(path)
    assert imports.import_recording(path) == recording
    assert recording.notes == [
        "its channels have opposite phase and cancel each other; the left channel is used without the other"
    ]
    assert soundfile.info(str(store.path(recording.sound))).channels == 1
    assert imports.sound_findings(recording)[0].kind == "opposite_phase"


def test_a_recording_imported_earlier_is_examined_when_first_needed(tmp_path):
    soundfile.write(tmp_path / "tone.wav", sounds.tone(rate=24_000), 24_000)
    recording = imports.import_sound(tmp_path / "tone.wav")
    Recording.objects.update(findings=None)
    recording.refresh_from_db()
    assert recording.notes == []
    assert [finding.kind for finding in imports.sound_findings(recording)] == ["no_speech"]
    recording.refresh_from_db()
    assert "does not sound like speech" in recording.notes[0]


def test_silence_is_imported_with_motion_but_not_to_be_animated(tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros(24_000), 24_000)
    with pytest.raises(InputError, match=r"silence\.wav is silent"):
        imports.import_recording(tmp_path / "silence.wav")
    assert imports.import_sound(tmp_path / "silence.wav").notes == ["it is silent from beginning to end"]


def write_files(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return root


def test_files_are_listed_by_clip(tmp_path):
    clips = imports.files_by_clip(write_files(tmp_path, "b.mp4", "a.MOV", "greeting_1.2-x.webm", ".DS_Store"))
    assert list(clips) == ["a", "b", "greeting_1.2-x"]


MISTAKES = {
    "none": ([], "has no files of these types"),
    "another kind": (["a.mp4", "notes.txt"], "notes.txt is not one of"),
    "a folder": (["a.mp4", "b/c.mp4"], "/b is not one of"),
    "no extension": (["clip"], "clip is not one of"),
    "twice": (["a.mp4", "a.mov"], "there are two files for clip a, a.mov and a.mp4; keep one"),
    "two extensions": (["a.mp4.mov"], "a.mp4.mov has two extensions"),
    "a space": (["my clip.mp4"], "'my clip' is not a valid label"),
    "another alphabet": (["приве́т.mp4"], "is not a valid label"),
    "a line break": (["a\nb.mp4"], r"'a\\nb' is not a valid label"),
    "a quote": (["a'b.mp4"], "is not a valid label"),
    "a formula": (["=1.mp4"], "is not a valid label"),
    "too long": (["x" * 150 + ".mp4"], "is not a valid label"),
}


@pytest.mark.parametrize(("names", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused(tmp_path, names, message):
    with pytest.raises(InputError) as error:
        imports.files_by_clip(write_files(tmp_path, *names))
    assert message.replace("\\\\", "\\") in str(error.value)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    outside = write_files(tmp_path, "outside.mp4") / "outside.mp4"
    inside = tmp_path / "videos"
    inside.mkdir()
    (inside / "a.mp4").symlink_to(outside)
    with pytest.raises(InputError, match="leads out of"):
        imports.files_by_clip(inside)


def test_a_link_within_the_folder_is_accepted(tmp_path):
    write_files(tmp_path, "a.mp4")
    (tmp_path / "b.mp4").symlink_to(tmp_path / "a.mp4")
    assert list(imports.files_by_clip(tmp_path)) == ["a", "b"]


@pytest.mark.parametrize("name", ["absent", "a-file"])
def test_a_missing_folder_is_refused(tmp_path, name):
    write_files(tmp_path, "a-file")
    with pytest.raises(InputError, match="check the path"):
        imports.files_by_clip(tmp_path / name)


@pytest.mark.django_db
def test_a_video_is_measured_once(tmp_path, monkeypatch):
    path = write_video(tmp_path / "a.mp4")
    video = register_video(path)
    monkeypatch.setattr(imports, "measure_video", None)
    assert register_video(path) == video
    assert imports.video_measurement(video).frames == 15
    assert ImportedVideo.objects.count() == 1


@pytest.mark.django_db
def test_a_video_that_changes_after_its_measurement_is_refused(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    video = register_video(path)
    write_video(path, fps=30)
    with pytest.raises(InputError, match="changed while it was read"):
        imports.store_video(path, video)


@pytest.mark.django_db
def test_a_recording_is_measured_once(wav, monkeypatch):
    recording = imports.import_sound(wav)
    sound = imports.sound_measurement(recording)
    monkeypatch.setattr(imports, "measure_sound", None)
    recording.refresh_from_db()
    assert imports.sound_measurement(recording) == sound
    assert sound.seconds == pytest.approx(1.0, abs=0.01)
