"""Sound and video files are imported once each; mistakes in a folder of videos are refused."""

import numpy as np
import pytest
import soundfile

from evalsite import store
from evalsite.stimuli import imports, video_registration
from evalsite.stimuli.models import ImportedVideo, Recording
from evalsite.stimuli.video_registration import register_video
from face.errors import InputError
from tests.face.sound import sounds
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


@pytest.mark.django_db
def test_a_video_is_measured_once(tmp_path, monkeypatch):
    path = write_video(tmp_path / "a.mp4")
    video = register_video(path)
    monkeypatch.setattr(video_registration, "measure_video", None)
    assert register_video(path) == video
    assert imports.video_measurement(video).frames == 15
    assert ImportedVideo.objects.count() == 1


OLD_MEASUREMENT = {
    "codec": "h264",
    "pixels": "yuv420p",
    "size": [160, 120],
    "fps": 25.0,
    "frames": 15,
    "seconds": 0.6,
    "bars": [0.0, 0.0],
    "sound": None,
}
"""As release 0.1 wrote it."""


def test_a_measurement_of_an_earlier_version_is_replaced_where_the_video_is_stored(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    measured = register_video(path).measurement
    video = ImportedVideo.objects.get()
    video.measurement = OLD_MEASUREMENT
    video.save()
    assert imports.video_measurement(video).sound is None, "the video is not in the store"
    imports.store_video(path, video)
    assert imports.video_measurement(video).sound is not None
    video.refresh_from_db()
    assert video.measurement == measured


def test_a_video_with_an_earlier_measurement_is_measured_when_it_comes_again(tmp_path):
    path = write_video(tmp_path / "a.mp4")
    video = register_video(path)
    ImportedVideo.objects.update(measurement=OLD_MEASUREMENT)
    assert register_video(path).measurement == video.measurement
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
